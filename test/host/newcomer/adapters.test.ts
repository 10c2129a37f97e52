import * as assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import {
  acceptGhostText,
  closeAll,
  connectionIn,
  eventually,
  lastRequestPage,
  openAt,
} from '../support';

const loopback = /^http:\/\/127\.0\.0\.1:\d+\/v1$/;

const styled = 'const summary = tabulate(rows, columns);';

/**
 * What ghost text makes of `const summary = `. The remark keeps the text apart from those before:
 * what was asked once is not asked again.
 */
async function completed(remark: string): Promise<string> {
  const text = await acceptGhostText(await openAt(`// ${remark}\nconst summary = █\n`));
  return text.split('\n')[1] ?? '';
}

/** Waits until the page of the last request, which VS Code reads in its own time, names the model. */
async function lastRequestNames(model: string): Promise<void> {
  await eventually(`a request to ${model}`, async () => {
    const text = await lastRequestPage();
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
    await writeFile(join(folder, 'style.ts'), `${styled}\n`);
  });

  afterEach(closeAll);
  after(() => rm(folder, { recursive: true }));

  it('are loaded, used and unloaded, and what is written follows', async () => {
    await connectionIn('ready', loopback);
    assert.notEqual(await completed('at first'), styled);
    await lastRequestNames('trellis-embedded');

    const loaded = { path: folder, name: 'style-v1' };
    await vscode.commands.executeCommand('trellis.loadAdapter', loaded);
    assert.deepEqual(await models(), ['trellis-embedded', 'style-v1']);
    assert.notEqual(await completed('loaded, but not in use'), styled);

    await vscode.commands.executeCommand('trellis.useAdapter', { name: 'style-v1' });
    assert.equal(await completed('in use'), styled);
    await lastRequestNames('style-v1');

    // The question first, which nobody answers here: VS Code shows no dialog during tests.
    const unload = vscode.commands.executeCommand('trellis.unloadAdapter', { name: 'style-v1' });
    await Promise.resolve(unload).catch(() => undefined);
    assert.deepEqual(await models(), ['trellis-embedded', 'style-v1']);

    const { server } = await connectionIn('ready');
    await server.llm.unloadAdapter('style-v1');
    await vscode.commands.executeCommand('trellis.useAdapter', { name: 'trellis-embedded' });
    assert.deepEqual(await models(), ['trellis-embedded']);
    assert.notEqual(await completed('unloaded'), styled);
    await lastRequestNames('trellis-embedded');
  });
});
