/** The stories of the unit ring, a few of them and always the same, in the real editor. */
import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import * as vscode from 'vscode';
import { Conversation } from '../../support/conversation';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';
import { closeAll, configure, connectionIn, eventually } from '../support';

/** Lines are parts of those that there are, from 0 up to 1. */
type Step =
  | { readonly type: 'a line' | 'a line and all anew'; readonly at: number; readonly word: string }
  | { readonly type: 'less'; readonly at: number }
  | { readonly type: 'ours'; readonly text: string }
  | { readonly type: 'line ends' | 'language' | 'name' | 'save' | 'glance elsewhere' };

const at = fc.double({ min: 0, max: 0.99, noNaN: true });
const word = fc.string({ unit: fc.constantFrom('a', 'b'), minLength: 1, maxLength: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ type: fc.constantFrom('a line' as const, 'a line and all anew' as const), at, word }),
  fc.record({ type: fc.constant('less' as const), at }),
  fc.record({
    type: fc.constant('ours' as const),
    text: fc.string({ unit: fc.constantFrom('α', 'β'), minLength: 1, maxLength: 4 }),
  }),
  fc.constantFrom<Step>(
    { type: 'line ends' },
    { type: 'language' },
    { type: 'name' },
    { type: 'save' },
    { type: 'glance elsewhere' },
  ),
);
const stories = fc.sample(fc.array(step, { minLength: 8, maxLength: 12 }), {
  numRuns: 4,
  seed: 10,
});

describe('any order of what people, their tools and we do', () => {
  let server: ScriptedServer;
  let conversation: Conversation;
  let folder: vscode.Uri;
  let names = 0;

  beforeEach(async () => {
    conversation = new Conversation();
    server = await startScriptedServer(conversation.script);
    await configure('server.url', server.baseUrl.api);
    await connectionIn('ready', server.baseUrl.api);
    const root = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(root);
    folder = vscode.Uri.joinPath(root, `story-${++names}`);
    await vscode.workspace.fs.createDirectory(folder);
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('trellis.discardPending');
    await setAutoSave(undefined);
    await vscode.commands.executeCommand('notifications.clearAll');
    await closeAll();
    await configure('server.url', undefined);
    await server[Symbol.asyncDispose]();
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  for (const autoSave of ['off', 'afterDelay']) {
    for (const [index, story] of stories.entries()) {
      for (const decision of ['keep', 'discard'] as const) {
        const name = `loses no word and puts none elsewhere (${index + 1}, ${decision}, auto-save ${autoSave})`;
        it(name, () => play(story, decision, autoSave));
      }
    }
  }

  async function play(
    story: readonly Step[],
    decision: 'keep' | 'discard',
    autoSave: string,
  ): Promise<void> {
    await setAutoSave(autoSave);
    let uri = vscode.Uri.joinPath(folder, 'story.txt');
    const lines = ['one', 'two ▸', 'three', ''];
    await vscode.workspace.fs.writeFile(uri, Buffer.from(lines.join('\n')));
    const editor = await vscode.window.showTextDocument(uri, { preview: false });
    editor.selection = new vscode.Selection(1, 5, 1, 5);
    const asked = { instruction: 'greek', pattern: '[αβ]*' };
    void vscode.commands.executeCommand('trellis.generate', asked);
    await conversation.begun;
    let ours = '';
    const taken = (): number => lines.findIndex((line) => line.includes('▸'));
    for (const step of story) {
      switch (step.type) {
        case 'ours':
          ours += step.text;
          conversation.writes(step.text);
          break;
        case 'a line':
        case 'a line and all anew': {
          const line = Math.floor(step.at * lines.length);
          const text = `${step.word}${lines.length}`;
          lines.splice(line, 0, text);
          await insisting(uri, (edit, document) => {
            const place = new vscode.Position(line, 0);
            if (step.type === 'a line') edit.insert(uri, place, `${text}\n`);
            else replaceAllBut(edit, document, place, `${text}\n`);
          });
          break;
        }
        case 'less': {
          const line = Math.floor(step.at * (lines.length - 1));
          if (line === taken()) break;
          lines.splice(line, 1);
          const range = new vscode.Range(line, 0, line + 1, 0);
          await insisting(uri, (edit) => edit.delete(uri, range));
          break;
        }
        case 'line ends':
          await vscode.window
            .showTextDocument(uri, { preview: false })
            .then((shown) => shown.edit((builder) => builder.setEndOfLine(vscode.EndOfLine.CRLF)));
          break;
        case 'language': {
          const document = await vscode.workspace.openTextDocument(uri);
          const other = document.languageId === 'markdown' ? 'plaintext' : 'markdown';
          await vscode.languages.setTextDocumentLanguage(document, other);
          break;
        }
        case 'name': {
          const next = vscode.Uri.joinPath(folder, `named-${++names}.txt`);
          const edit = new vscode.WorkspaceEdit();
          edit.renameFile(uri, next);
          assert.ok(await vscode.workspace.applyEdit(edit));
          uri = next;
          break;
        }
        case 'save':
          await (await vscode.workspace.openTextDocument(uri)).save();
          break;
        case 'glance elsewhere': {
          const other = await vscode.workspace.openTextDocument({ content: 'elsewhere' });
          await vscode.window.showTextDocument(other, { preview: false });
          break;
        }
      }
    }
    const mine = lines.join('\n');
    const withOurs = mine.replace('▸', `▸${ours}`);
    if (autoSave === 'off') {
      await vscode.window.showTextDocument(uri, { preview: false });
      await eventually('all of ours', async () =>
        (await textOf(uri)) === withOurs ? true : undefined,
      );
    } else {
      await eventually('all of ours', async () =>
        (await preview()) === withOurs ? true : undefined,
      );
      assert.equal(await textOf(uri), mine);
    }
    await vscode.commands.executeCommand(`trellis.${decision}Pending`);
    assert.equal(await textOf(uri), decision === 'keep' ? withOurs : mine);
  }

  /** Makes an edit of somebody else; VS Code refuses theirs, too, where the document changes meanwhile. */
  async function insisting(
    uri: vscode.Uri,
    build: (edit: vscode.WorkspaceEdit, document: vscode.TextDocument) => void,
  ): Promise<void> {
    await eventually('an edit to be taken', async () => {
      const edit = new vscode.WorkspaceEdit();
      build(edit, await vscode.workspace.openTextDocument(uri));
      return (await vscode.workspace.applyEdit(edit)) ? true : undefined;
    });
  }

  function replaceAllBut(
    edit: vscode.WorkspaceEdit,
    document: vscode.TextDocument,
    place: vscode.Position,
    text: string,
  ): void {
    const offset = document.offsetAt(place);
    const whole = document.getText();
    const range = new vscode.Range(0, 0, document.lineCount, 0);
    edit.replace(document.uri, range, whole.slice(0, offset) + text + whole.slice(offset));
  }

  async function textOf(uri: vscode.Uri): Promise<string> {
    const document = await vscode.workspace.openTextDocument(uri);
    return document.getText().replaceAll('\r\n', '\n');
  }

  async function preview(): Promise<string> {
    await vscode.commands.executeCommand('trellis.showPending');
    const shown = await eventually('the preview', () =>
      vscode.window.visibleTextEditors
        .map(({ document }) => document)
        .find(({ uri }) => uri.scheme === 'trellis-pending'),
    );
    return shown.getText().replaceAll('\r\n', '\n');
  }

  function setAutoSave(value: string | undefined): Thenable<void> {
    return vscode.workspace.getConfiguration('files').update('autoSave', value, true);
  }
});
