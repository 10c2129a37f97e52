import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { configure, eventually } from '../support';

describe('the command line', () => {
  afterEach(() => configure('terminal.command', undefined));

  it('runs on the Node of the extension host', function () {
    if (process.platform === 'win32') this.skip();
    const extension = vscode.extensions.getExtension('trellis-editor.trellis');
    assert.ok(extension);
    const script = vscode.Uri.joinPath(extension.extensionUri, 'bin', 'trellis').fsPath;
    const env = { ...process.env, TRELLIS_NODE: process.execPath };
    const said = execFileSync(script, ['--help'], { env, encoding: 'utf8' });
    assert.match(said, /grammar/);
  });

  it('is a command in new terminals once the settings ask for it, where any start', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const result = vscode.Uri.joinPath(folder.uri, 'version.txt');
    await configure('terminal.command', true);
    const terminal = vscode.window.createTerminal({ cwd: folder.uri });
    // The oldest server build comes without the native part that starts a shell.
    let started: number | undefined;
    void terminal.processId.then((id) => (started = id));
    const id = await eventually('a shell', () => started).catch(() => undefined);
    if (id === undefined) {
      terminal.dispose();
      return;
    }
    terminal.sendText('trellis --help > version.txt');
    const text = await eventually('the command to have written', async () => {
      const read = Promise.resolve(vscode.workspace.fs.readFile(result));
      const bytes = await read.catch(() => undefined);
      return bytes && bytes.length > 0 ? Buffer.from(bytes).toString() : undefined;
    });
    terminal.dispose();
    assert.match(text, /grammar/);
  });
});
