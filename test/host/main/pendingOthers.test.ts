/** Text that is not decided yet, and all that others do to its document meanwhile. */
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Conversation } from '../../support/conversation';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';
import { closeAll, configure, connectionIn, eventually } from '../support';

const asked = { instruction: 'a date', pattern: '\\d{4}-\\d{2}(\\n-\\d+)?' };

describe('generated text while others write', () => {
  let server: ScriptedServer;
  let conversation: Conversation;
  let folder: vscode.Uri;
  let files = 0;

  beforeEach(async () => {
    conversation = new Conversation();
    await setAutoSave('off');
    server = await startScriptedServer(conversation.script);
    await configure('server.url', server.baseUrl.api);
    await connectionIn('ready', server.baseUrl.api);
    const root = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(root);
    folder = vscode.Uri.joinPath(root, `others-${++files}`);
    await vscode.workspace.fs.createDirectory(folder);
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('trellis.discardPending');
    await setAutoSave(undefined);
    await closeAll();
    await configure('server.url', undefined);
    await server[Symbol.asyncDispose]();
    await vscode.workspace.fs.delete(folder, { recursive: true });
  });

  function setAutoSave(value: string | undefined): Thenable<void> {
    return vscode.workspace.getConfiguration('files').update('autoSave', value, true);
  }

  /** Text that is arriving at `█`, or in place of what stands between two of them. */
  async function generateInto(content: string): Promise<vscode.TextDocument> {
    const uri = vscode.Uri.joinPath(folder, 'text.txt');
    await vscode.workspace.fs.writeFile(uri, Buffer.from(content.replaceAll('█', '')));
    const editor = await vscode.window.showTextDocument(uri, { preview: false });
    const { document } = editor;
    const from = document.positionAt(content.indexOf('█'));
    const to = document.positionAt(content.replace('█', '').lastIndexOf('█'));
    editor.selection = new vscode.Selection(from, content.split('█').length > 2 ? to : from);
    void vscode.commands.executeCommand('trellis.generate', asked);
    await conversation.begun;
    return document;
  }

  async function shows(document: vscode.TextDocument, text: string): Promise<void> {
    const is = (): true | undefined => (document.getText() === text ? true : undefined);
    await eventually(`the document to be ${JSON.stringify(text)}`, is).catch(() => {
      assert.equal(document.getText(), text);
    });
  }

  async function opened(name: string): Promise<vscode.TextDocument> {
    return eventually(`${name} to be open`, () =>
      vscode.workspace.textDocuments.find(
        ({ uri }) => uri.toString() === vscode.Uri.joinPath(folder, name).toString(),
      ),
    );
  }

  /** Resolves once the controls stand in that document. */
  async function controlsIn(uri: vscode.Uri, words = 'Keep'): Promise<void> {
    await eventually('the controls', async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
      );
      const titles = lenses.map(({ command }) => command?.title ?? '');
      return titles.some((title) => title.includes(words)) ? true : undefined;
    });
  }

  async function preview(): Promise<vscode.TextDocument> {
    return eventually('the preview', () =>
      vscode.window.visibleTextEditors
        .map(({ document }) => document)
        .find(({ uri }) => uri.scheme === 'trellis-pending'),
    );
  }

  async function rename(from: vscode.Uri, to: vscode.Uri): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from, to);
    assert.ok(await vscode.workspace.applyEdit(edit));
  }

  /** As a formatter does that knows no better. */
  async function replaceAll(document: vscode.TextDocument, text: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    assert.ok(await vscode.workspace.applyEdit(edit));
  }

  async function changeLineEnds(document: vscode.TextDocument): Promise<void> {
    const editor = vscode.window.visibleTextEditors.find((shown) => shown.document === document);
    assert.ok(await editor?.edit((builder) => builder.setEndOfLine(vscode.EndOfLine.CRLF)));
  }

  const decide = (decision: 'keep' | 'discard'): Thenable<unknown> =>
    vscode.commands.executeCommand(`trellis.${decision}Pending`);

  it('survives another language mode', async () => {
    const document = await generateInto('on █.\n');
    conversation.writes('2026');
    await shows(document, 'on 2026.\n');
    await vscode.languages.setTextDocumentLanguage(document, 'markdown');
    conversation.writes('-11');
    await shows(document, 'on 2026-11.\n');
    await controlsIn(document.uri);
    await decide('discard');
    assert.equal(document.getText(), 'on .\n');
  });

  it('stands in the cell of a notebook, which has no diff, though auto-save is on', async () => {
    await setAutoSave('onWindowChange');
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'on .', 'python');
    const data = new vscode.NotebookData([cell]);
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
    await vscode.window.showNotebookDocument(notebook);
    await vscode.commands.executeCommand('notebook.cell.edit');
    const editor = await eventually('the editor of the cell', () =>
      vscode.window.activeTextEditor?.document.uri.scheme === 'vscode-notebook-cell'
        ? vscode.window.activeTextEditor
        : undefined,
    );
    const { document } = editor;
    editor.selection = new vscode.Selection(0, 3, 0, 3);
    void vscode.commands.executeCommand('trellis.generate', asked);
    await conversation.begun;
    conversation.writes('2026-11');
    await shows(document, 'on 2026-11.');
    await decide('keep');
    assert.equal(document.getText(), 'on 2026-11.');
  });

  it('survives other line ends', async () => {
    const document = await generateInto('one\non █some\nday█.\n');
    conversation.writes('2026');
    await shows(document, 'one\non 2026.\n');
    await changeLineEnds(document);
    conversation.writes('-11\n-7');
    await shows(document, 'one\r\non 2026-11\r\n-7.\r\n');
    await decide('discard');
    assert.equal(document.getText(), 'one\r\non some\r\nday.\r\n');
  });

  for (const decision of ['keep', 'discard'] as const) {
    const expected = { keep: 'on 2026-11.\n', discard: 'on .\n' }[decision];
    const past = { keep: 'kept', discard: 'discarded' }[decision];

    it(`survives a new name of its file, to be ${past}`, async () => {
      const begun = await generateInto('on █.\n');
      const { uri } = begun;
      conversation.writes('2026');
      await shows(begun, 'on 2026.\n');
      await rename(uri, vscode.Uri.joinPath(folder, 'renamed.md'));
      const document = await opened('renamed.md');
      conversation.writes('-11');
      await shows(document, 'on 2026-11.\n');
      await controlsIn(document.uri);
      await decide(decision);
      assert.equal(document.getText(), expected);
    });

    it(`survives a new name of its folder, to be ${past}`, async () => {
      const begun = await generateInto('on █.\n');
      const { uri } = begun;
      conversation.writes('2026');
      await shows(begun, 'on 2026.\n');
      const inside = vscode.Uri.joinPath(folder, 'inside');
      await vscode.workspace.fs.createDirectory(inside);
      const moved = vscode.Uri.joinPath(inside, 'moved.txt');
      await rename(uri, moved);
      await opened('inside/moved.txt');
      await rename(inside, vscode.Uri.joinPath(folder, 'elsewhere'));
      const document = await opened('elsewhere/moved.txt');
      conversation.writes('-11');
      await shows(document, 'on 2026-11.\n');
      await decide(decision);
      assert.equal(document.getText(), expected);
    });
  }

  it('is found again where all of the document is replaced around it', async () => {
    const document = await generateInto('one\non █.\ntwo\n');
    conversation.writes('2026');
    await shows(document, 'one\non 2026.\ntwo\n');
    await replaceAll(document, 'zero\none\non 2026.\ntwo!\n');
    conversation.writes('-11');
    await shows(document, 'zero\none\non 2026-11.\ntwo!\n');
    await decide('discard');
    assert.equal(document.getText(), 'zero\none\non .\ntwo!\n');
  });

  it('is theirs where a reload from the disk drops it, and the stream ends', async () => {
    const document = await generateInto('on █.\n');
    conversation.writes('2026');
    await shows(document, 'on 2026.\n');
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await server.abandoned;
    await decide('discard');
    assert.equal(document.getText(), 'on .\n');
  });

  for (const [first, second, text] of [
    ['keep', 'discard', 'on 2026.\n'],
    ['discard', 'keep', 'on .\n'],
  ] as const) {
    it(`of ${first} and ${second} at once, the first counts`, async () => {
      const document = await generateInto('on █.\n');
      conversation.writes('2026');
      await shows(document, 'on 2026.\n');
      await Promise.all([decide(first), decide(second)]);
      assert.equal(document.getText(), text);
    });
  }

  it('is put in where it was meant to while another extension edits as the document comes to the front', async () => {
    const document = await generateInto('on █.\n');
    conversation.writes('2026');
    await shows(document, 'on 2026.\n');
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ content: 'elsewhere' }),
      { preview: false },
    );
    conversation.writes('-11');
    conversation.ends();
    await controlsIn(document.uri, 'matches');
    const other = editingOnSight(document, '// header\n');
    await decide('keep');
    other.dispose();
    await shows(document, '// header\non 2026-11.\n');
  });

  describe('with auto-save on', () => {
    beforeEach(() => setAutoSave('afterDelay'));

    const content = 'one\non █some day█.\ntwo\n';
    for (const [name, change, text] of [
      ['other line ends', changeLineEnds, 'one\r\non 2026-11.\r\ntwo\r\n'],
      [
        'all of the document replaced around it',
        (document: vscode.TextDocument) => replaceAll(document, 'zero\none\non some day.\ntwo!\n'),
        'zero\none\non 2026-11.\ntwo!\n',
      ],
      [
        'a reload from the disk',
        (document: vscode.TextDocument) =>
          vscode.workspace.fs.writeFile(
            document.uri,
            Buffer.from('zero\none\non some day.\ntwo\n'),
          ),
        'zero\none\non 2026-11.\ntwo\n',
      ],
    ] as const) {
      it(`is kept where it was meant to, in place of the selection, after ${name}`, async () => {
        const document = await generateInto(content);
        const before = document.getText();
        await preview();
        await change(document);
        await eventually('the change', () => (document.getText() === before ? undefined : true));
        conversation.writes('2026-11');
        conversation.ends();
        await controlsIn((await preview()).uri, 'matches');
        await decide('keep');
        await shows(document, text);
      });
    }

    it('is not written where its place is gone, and stays in the diff', async () => {
      const document = await generateInto(content);
      conversation.writes('2026-11');
      conversation.ends();
      await controlsIn((await preview()).uri, 'matches');
      await replaceAll(document, 'not ours at all\n');
      await shows(document, 'not ours at all\n');
      await decide('keep');
      assert.equal(document.getText(), 'not ours at all\n');
      await shows(await preview(), 'one\non 2026-11.\ntwo\n');
    });

    it('survives a new name of its file', async () => {
      const { uri } = await generateInto(content);
      conversation.writes('2026-11');
      await shows(await preview(), 'one\non 2026-11.\ntwo\n');
      await rename(uri, vscode.Uri.joinPath(folder, 'renamed.txt'));
      const document = await opened('renamed.txt');
      await controlsIn((await preview()).uri);
      await decide('keep');
      await shows(document, 'one\non 2026-11.\ntwo\n');
    });

    it('is kept where it was meant to while another extension edits as the document comes to the front', async () => {
      const document = await generateInto(content);
      conversation.writes('2026-11');
      await shows(await preview(), 'one\non 2026-11.\ntwo\n');
      const other = editingOnSight(document, '// header\n');
      await decide('keep');
      other.dispose();
      await shows(document, '// header\none\non 2026-11.\ntwo\n');
    });
  });
});

/** Another extension, which writes at the top of a document each time that it comes into sight. */
function editingOnSight(document: vscode.TextDocument, text: string): vscode.Disposable {
  let written = false;
  const write = (): void => {
    const editors = vscode.window.visibleTextEditors;
    const shown = editors.some((editor) => editor.document === document && editor.viewColumn);
    if (written || !shown) return;
    written = true;
    void insist();
  };
  // Where we were faster, VS Code refuses what the other extension made for an older version.
  const insist = async (): Promise<void> => {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), text);
    if (!(await vscode.workspace.applyEdit(edit))) await insist();
  };
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(write),
    vscode.window.onDidChangeVisibleTextEditors(write),
  );
}
