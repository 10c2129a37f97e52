import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('activation', () => {
  it('finds the extension in this VS Code and activates it', async () => {
    const extension = vscode.extensions.getExtension('trellis-editor.trellis');
    assert.ok(extension, 'the extension is not installed');
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('runs on the engine that was asked for', function () {
    const asked = process.env['TRELLIS_HOST_ENGINE'];
    if (asked === undefined) this.skip();
    assert.equal(vscode.version, asked);
  });
});
