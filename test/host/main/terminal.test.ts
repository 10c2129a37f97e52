import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { configure, eventually } from '../support';

describe('the command line', () => {
  afterEach(() => configure('terminal.command', undefined));

  it('is a command in new terminals once the settings ask for it', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const result = vscode.Uri.joinPath(folder.uri, 'version.txt');
    await configure('terminal.command', true);
    const terminal = vscode.window.createTerminal({ cwd: folder.uri });
    terminal.sendText('trellis --help > version.txt');
    const text = await eventually('the command to have written', async () => {
      const bytes = await Promise.resolve(vscode.workspace.fs.readFile(result)).catch(
        () => undefined,
      );
      return bytes && bytes.length > 0 ? Buffer.from(bytes).toString() : undefined;
    });
    terminal.dispose();
    assert.match(text, /trellis grammar|grammar/);
  });
});
