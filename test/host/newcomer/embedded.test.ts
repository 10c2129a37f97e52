import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { acceptGhostText, closeAll, configure, connectionIn, openAt } from '../support';

const loopback = /^http:\/\/127\.0\.0\.1:\d+\/v1$/;

describe('the embedded engine', () => {
  afterEach(closeAll);

  it('stands in by itself while nothing answers at the default address', async () => {
    const { server } = await connectionIn('ready', loopback);
    assert.deepEqual(
      server.models.map(({ id }) => id),
      ['trellis-embedded'],
    );
  });

  it('completes code from what the document itself repeats', async () => {
    await connectionIn('ready', loopback);
    const editor = await openAt(
      [
        'const zebraCrossing = openGate(north, south);',
        'const otherCrossing = openGate(north, south);',
        'const thirdCrossing = openGate(█',
        '',
      ].join('\n'),
    );
    const text = await acceptGhostText(editor);
    assert.match(text, /thirdCrossing = openGate\(north, south\);/);
  });

  it('comes back after an address that was none', async () => {
    await connectionIn('ready', loopback);
    await configure('server.url', 'ftp://x');
    await connectionIn('misconfigured', 'ftp://x');
    await configure('server.url', undefined);
    await connectionIn('ready', loopback);
  });

  it('ends on request, and starts again on request', async () => {
    await connectionIn('ready', loopback);
    await vscode.commands.executeCommand('trellis.stopEngine');
    await connectionIn('failed', 'http://localhost:8000/v1');
    await vscode.commands.executeCommand('trellis.restartEngine');
    await connectionIn('ready', loopback);
  });
});
