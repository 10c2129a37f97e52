import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { configure, connectionIn, openAt, eventually } from '../support';

interface Seen {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function seenBy(variable: string): Promise<readonly Seen[]> {
  const response = await fetch(`${process.env[variable] ?? ''}/seen`);
  return (await response.json()) as readonly Seen[];
}

describe('a workspace that is not trusted', () => {
  it('is not trusted in this run, and does try', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const file = vscode.Uri.joinPath(folder.uri, '.vscode', 'settings.json');
    const text = Buffer.from(await vscode.workspace.fs.readFile(file)).toString();
    assert.ok(text.includes(process.env['TRELLIS_EVIL_SERVER'] ?? 'no server was named'));
  });

  it('redirects nothing, names no headers and adds no fields', async () => {
    const good = process.env['TRELLIS_GOOD_SERVER'] ?? '';
    await connectionIn('ready', `${good}/v1`);
    await openAt('const typed = █');
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    const request = await eventually('a completion asked of the right server', async () =>
      (await seenBy('TRELLIS_GOOD_SERVER')).find(({ path }) => path === '/v1/completions'),
    );
    assert.ok(!('x-evil' in request.headers));
    assert.deepEqual((JSON.parse(request.body) as { model: string }).model, 'good-model');
    assert.ok(!request.body.includes('evil'));
    assert.deepEqual(await seenBy('TRELLIS_EVIL_SERVER'), []);
  });

  it('starts no engine', async () => {
    const untouched = 'http://localhost:8000/v1';
    await configure('server.url', untouched);
    await connectionIn('failed', untouched);
    // A hidden command can still be called.
    void vscode.commands.executeCommand('trellis.restartEngine');
    await openAt('const later = █');
    await connectionIn('failed', untouched);
    assert.deepEqual(await seenBy('TRELLIS_EVIL_SERVER'), []);
  });
});
