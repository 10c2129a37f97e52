/** A suite of its own, in a window that does nothing else; the benchmark reads the title. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

const id = 'trellis-editor.trellis';

describe('the first activation', () => {
  it('happens once', async function () {
    const extension = vscode.extensions.getExtension(id);
    assert.ok(extension);
    await extension.activate();
    const times = {
      loading: between('willLoadExtensionCode', 'didLoadExtensionCode'),
      activating: between('willActivateExtension', 'didActivateExtension'),
      total: between('willLoadExtensionCode', 'didActivateExtension'),
    };
    if (this.test) this.test.title = JSON.stringify(times);
  });
});

/** Where VS Code keeps the marks that it sets around its work, in every process of its own. */
declare const MonacoPerformanceMarks: {
  getMarks(): readonly { readonly name: string; readonly startTime: number }[];
};

/** Milliseconds between two marks that VS Code itself sets around its work on an extension. */
function between(start: string, end: string): number {
  return timeOf(end) - timeOf(start);
}

function timeOf(mark: string): number {
  const name = `code/extHost/${mark}/${id}`;
  const [entry] = MonacoPerformanceMarks.getMarks().filter((entry) => entry.name === name);
  assert.ok(entry, `VS Code did not set ${name}`);
  return entry.startTime;
}
