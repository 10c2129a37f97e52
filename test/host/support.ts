/** What host tests share: waiting for a state, the extension's API, typing and ghost text. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TrellisApi } from '../../src/editor/api';
import type { Connection } from '../../src/provider/endpoints';

/** Milliseconds: a busy machine may take long, and another waits for nothing. */
const patience = 60_000;
/** After so many a question is asked anew that VS Code asks but once. */
const askAgain = 2_500;
const step = 25;

/** Asks until the answer is not `undefined`; fails with what was waited for. */
export async function eventually<T>(
  what: string,
  ask: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const end = performance.now() + patience;
  while (performance.now() < end) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, step));
  }
  return assert.fail(`in vain waited for: ${what}\n${windowNow()}`);
}

/** What is open, for whoever reads of a failure. */
function windowNow(): string {
  const tabs = vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .map(({ label, isActive, isDirty }) =>
      [label, ...(isActive ? ['active'] : []), ...(isDirty ? ['dirty'] : [])].join(' '),
    );
  const documents = vscode.workspace.textDocuments
    .filter(({ isClosed }) => !isClosed)
    .map(
      (document) => `${String(document.uri)}: ${JSON.stringify(document.getText().slice(0, 200))}`,
    );
  const selection = vscode.window.activeTextEditor?.selection;
  return [`tabs: ${tabs.join(', ')}`, `selection: ${JSON.stringify(selection)}`, ...documents].join(
    '\n',
  );
}

export async function trellis(): Promise<TrellisApi> {
  const extension = vscode.extensions.getExtension<TrellisApi>('trellis-editor.trellis');
  assert.ok(extension, 'the extension is not installed');
  return extension.activate();
}

export async function connectionIn<State extends Connection['state']>(
  state: State,
  address?: string | RegExp,
): Promise<Extract<Connection, { state: State }>> {
  const api = await trellis();
  return eventually(`a connection that is ${state}`, () => {
    const connection = api.connection();
    if (connection.state !== state) return undefined;
    const at = 'address' in connection ? connection.address : '';
    const fits = address instanceof RegExp ? address.test(at) : !address || at === address;
    return fits ? (connection as Extract<Connection, { state: State }>) : undefined;
  });
}

export async function configure(name: string, value: unknown): Promise<void> {
  await vscode.workspace
    .getConfiguration('trellis')
    .update(name, value, vscode.ConfigurationTarget.Global);
}

/** Opens a new document with its cursor at `█`. */
export async function openAt(text: string, language = 'typescript'): Promise<vscode.TextEditor> {
  const offset = text.indexOf('█');
  const content = text.replace('█', '');
  const document = await vscode.workspace.openTextDocument({ language, content });
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  const position = document.positionAt(offset);
  editor.selection = new vscode.Selection(position, position);
  return editor;
}

/**
 * Asks for ghost text and accepts it, as Tab does; the document's text once it changed. VS Code asks
 * once for one version of a document, so that an engine that is still learning is asked anew.
 */
export async function acceptGhostText(editor: vscode.TextEditor): Promise<string> {
  const before = editor.document.getText();
  let asked = -askAgain;
  return eventually('ghost text to accept', async () => {
    if (performance.now() - asked > askAgain) {
      await renew(editor);
      asked = performance.now();
      await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    }
    await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
    const after = editor.document.getText();
    return after === before ? undefined : after;
  });
}

/** Makes a version of the document that VS Code has not asked for; text and selection stay. */
async function renew(editor: vscode.TextEditor): Promise<void> {
  const { active } = editor.selection;
  await editor.edit((builder) => builder.insert(active, ' '));
  await editor.edit((builder) => builder.delete(new vscode.Range(active, active.translate(0, 1))));
}

/** The page of the newest request, which is what Enter takes from the list. */
export async function lastRequestPage(): Promise<string> {
  const shown = vscode.commands.executeCommand('trellis.showLastRequest');
  let open = true;
  void Promise.resolve(shown).finally(() => (open = false));
  await eventually('the list of requests to be answered', async () => {
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    return open ? undefined : true;
  });
  const { document } = vscode.window.activeTextEditor ?? assert.fail('no page is in front');
  assert.equal(document.uri.scheme, 'trellis-request');
  return document.getText();
}

/** Closes every tab; what was not saved is given up without a question. */
export async function closeAll(): Promise<void> {
  const tabs = vscode.window.tabGroups.all.reduce((count, group) => count + group.tabs.length, 0);
  for (let index = 0; index < tabs; index++) {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
