import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { startScriptedServer } from '../../support/scriptedServer';
import { completing, scriptedVllm } from '../../support/scriptedVllm';
import { configure, connectionIn, eventually } from '../support';

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

  it('asks the server of the window, where any terminals start', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const models = ['first', 'second'];
    await using server = await startScriptedServer(scriptedVllm(completing('x'), { models }));
    await configure('server.model', 'second');
    await configure('server.url', server.baseUrl.api);
    await connectionIn('ready', server.baseUrl.api);
    await configure('terminal.command', true);
    const names = ['TRELLIS_BASE_URL', 'TRELLIS_MODEL', 'TRELLIS_API_KEY'];
    const command = `echo "${names.map((name) => `$${name}`).join('|')}" > told.txt`;
    const told = await written(folder.uri, command, 'told.txt');
    await configure('server.url', undefined);
    await configure('server.model', undefined);
    if (told !== undefined) assert.equal(told, `${server.baseUrl.api}|second|\n`);
  });

  it('is a command in new terminals once the settings ask for it, where any start', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    await configure('terminal.command', true);
    const text = await written(folder.uri, 'trellis --help > version.txt', 'version.txt');
    if (text !== undefined) assert.match(text, /grammar/);
  });
});

/** What a command writes into a file of that name; `undefined` where no shell starts. */
async function written(
  folder: vscode.Uri,
  command: string,
  name: string,
): Promise<string | undefined> {
  const terminal = vscode.window.createTerminal({ cwd: folder });
  // The oldest server build comes without the native part that starts a shell.
  let started: number | undefined;
  void terminal.processId.then((id) => (started = id));
  const id = await eventually('a shell', () => started).catch(() => undefined);
  if (id === undefined) {
    terminal.dispose();
    return undefined;
  }
  terminal.sendText(command);
  const text = await eventually('the command to have written', async () => {
    const read = Promise.resolve(vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name)));
    const bytes = await read.catch(() => undefined);
    return bytes && bytes.length > 0 ? Buffer.from(bytes).toString() : undefined;
  });
  terminal.dispose();
  return text;
}
