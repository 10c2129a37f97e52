import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('a workspace that is not trusted', () => {
  it('is not trusted in this run', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });
});
