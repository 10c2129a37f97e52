/** A suite of its own: the benchmark reads the time from the title, so nothing may activate earlier. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('the first activation', () => {
  it('happens once', async function () {
    const extension = vscode.extensions.getExtension('trellis-editor.trellis');
    assert.ok(extension);
    assert.equal(extension.isActive, false, 'it was activated before it could be timed');
    const start = performance.now();
    await extension.activate();
    const elapsed = performance.now() - start;
    if (this.test) this.test.title = `takes ${elapsed.toFixed(1)} ms`;
  });
});
