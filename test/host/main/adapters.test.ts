import * as assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { acceptGhostText, closeAll, connectionIn, eventually, openAt } from '../support';

const loopback = /^http:\/\/127\.0\.0\.1:\d+\/v1$/;

/** The line that ghost text makes of `const summary = `. */
async function completed(): Promise<string> {
  const text = await acceptGhostText(await openAt('const summary = █\n'));
  return text.split('\n', 1)[0] ?? '';
}

/** Waits until the page of the last request, which VS Code reads in its own time, names the model. */
async function lastRequestNames(model: string): Promise<void> {
  await eventually(`a request to ${model}`, async () => {
    await vscode.commands.executeCommand('trellis.showLastRequest');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    return text.includes(`"model": "${model}"`) ? true : undefined;
  });
}

async function models(): Promise<readonly string[]> {
  const { server } = await connectionIn('ready');
  return server.models.map(({ id }) => id);
}

describe('adapters on the embedded engine', () => {
  let folder: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trellis-style-'));
    const line = 'const summary = tabulate(rows, columns);\n';
    await writeFile(join(folder, 'style.ts'), line.repeat(3));
  });

  afterEach(closeAll);
  after(() => rm(folder, { recursive: true }));

  it('are loaded, used and unloaded, and what is written follows', async () => {
    await connectionIn('ready', loopback);
    const base = await completed();
    await lastRequestNames('trellis-embedded');

    const loaded = { path: folder, name: 'style-v1' };
    await vscode.commands.executeCommand('trellis.loadAdapter', loaded);
    assert.deepEqual(await models(), ['trellis-embedded', 'style-v1']);
    assert.equal(await completed(), base, 'an adapter that nobody chose changes nothing');

    await vscode.commands.executeCommand('trellis.useAdapter', { name: 'style-v1' });
    assert.equal(await completed(), 'const summary = tabulate(rows, columns);');
    await lastRequestNames('style-v1');

    await vscode.commands.executeCommand('trellis.unloadAdapter', { name: 'style-v1' });
    assert.deepEqual(await models(), ['trellis-embedded']);
    assert.equal(await completed(), base);
    await lastRequestNames('trellis-embedded');
  });
});
