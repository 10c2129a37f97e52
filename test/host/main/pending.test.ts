import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Conversation } from '../../support/conversation';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';
import { closeAll, configure, connectionIn, eventually, openAt } from '../support';

const asked = { instruction: 'a date', pattern: '\\d{4}-\\d{2}(\\n-\\d+)?' };

describe('generated text that is not decided yet', () => {
  let server: ScriptedServer;
  let conversation: Conversation;
  let files = 0;

  beforeEach(async () => {
    conversation = new Conversation();
    // VS Code in a browser saves by itself unless told.
    await vscode.workspace.getConfiguration('files').update('autoSave', 'off', true);
    server = await startScriptedServer(conversation.script);
    await configure('server.url', server.baseUrl.api);
    await connectionIn('ready', server.baseUrl.api);
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('trellis.discardPending');
    await vscode.workspace.getConfiguration('files').update('autoSave', undefined, true);
    await vscode.workspace.getConfiguration('editor').update('formatOnSave', undefined, true);
    await closeAll();
    await configure('server.url', undefined);
    await server[Symbol.asyncDispose]();
  });

  /** A file on disk, open with its cursor at `█` or with what stands between two of them selected. */
  async function open(content: string): Promise<vscode.TextEditor> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    // A name of its own: VS Code may still know a file of that name by what it held before.
    const uri = vscode.Uri.joinPath(folder, `pending-${++files}.txt`);
    const [before = '', selected = '', after] = content.split('█');
    await vscode.workspace.fs.writeFile(uri, Buffer.from(content.replaceAll('█', '')));
    const editor = await vscode.window.showTextDocument(uri, { preview: false });
    const end = before.length + (after === undefined ? 0 : selected.length);
    editor.selection = new vscode.Selection(
      editor.document.positionAt(before.length),
      editor.document.positionAt(end),
    );
    return editor;
  }

  async function generateInto(content: string): Promise<vscode.TextEditor> {
    const editor = await open(content);
    void vscode.commands.executeCommand('trellis.generate', asked);
    await conversation.begun;
    return editor;
  }

  function shows(document: vscode.TextDocument, text: string): Promise<true> {
    return eventually(`the document to be ${JSON.stringify(text)}`, () =>
      document.getText() === text ? true : undefined,
    );
  }

  /** Resolves once nothing awaits a decision there. */
  async function noLenses(uri: vscode.Uri): Promise<void> {
    await eventually('the controls to be gone', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
      );
      return found.length === 0 ? true : undefined;
    });
  }

  async function preview(): Promise<vscode.TextDocument> {
    return eventually('the preview', () =>
      vscode.window.visibleTextEditors
        .map(({ document }) => document)
        .find(({ uri }) => uri.scheme === 'trellis-pending'),
    );
  }

  /** Puts another file in front. */
  async function lookElsewhere(): Promise<void> {
    const document = await vscode.workspace.openTextDocument({ content: 'elsewhere' });
    await vscode.window.showTextDocument(document, { preview: false });
  }

  function setAutoSave(value: string): Thenable<void> {
    return vscode.workspace.getConfiguration('files').update('autoSave', value, true);
  }

  /** The titles of the code lenses, once one holds the words. */
  async function lenses(uri: vscode.Uri, words: string): Promise<string[]> {
    return eventually(`a code lens that says ${words}`, async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        uri,
      );
      const titles = found.map(({ command }) => command?.title ?? '');
      return titles.some((title) => title.includes(words)) ? titles : undefined;
    });
  }

  it('streams in at the cursor, is verified, and is kept', async () => {
    const { document } = await generateInto('on █.\n');
    conversation.writes('2026');
    await shows(document, 'on 2026.\n');
    conversation.writes('-11');
    conversation.ends();
    assert.deepEqual(await lenses(document.uri, 'matches'), ['Keep', 'Discard', 'matches']);
    await vscode.commands.executeCommand('trellis.keepPending');
    assert.equal(document.getText(), 'on 2026-11.\n');
    assert.deepEqual(server.requests.at(-1)?.body, {
      ...(server.requests.at(-1)?.body as object),
      structured_outputs: { regex: asked.pattern },
    });
  });

  it('that does not match says from which character on, and where that stands in the file', async () => {
    const { document } = await generateInto('first\non █.\n');
    conversation.writes('2026/11');
    conversation.ends();
    const titles = await lenses(document.uri, 'does not match');
    assert.match(titles.join(), /from “\/” on, at line 2, column 8:/);
    const [, , verdict = ''] = await lenses(document.uri, 'ignores constraints');
    assert.match(verdict, /^does not match .* \(only “.*” was allowed; answered “as I like”\)/);
  });

  it('takes the place of what was selected, as one undo step', async () => {
    const { document } = await generateInto('on █some day█.\n');
    assert.equal(document.getText(), 'on some day.\n');
    conversation.writes('2026');
    await shows(document, 'on 2026.\n');
    conversation.writes('-11');
    conversation.ends();
    await lenses(document.uri, 'matches');
    await vscode.commands.executeCommand('trellis.keepPending');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), 'on some day.\n');
  });

  it('discarded, gives back what was selected', async () => {
    const { document } = await generateInto('on █some day█.\n');
    conversation.writes('2026');
    await shows(document, 'on 2026.\n');
    await vscode.commands.executeCommand('trellis.discardPending');
    assert.equal(document.getText(), 'on some day.\n');
  });

  it('stopped, stays to be decided as far as it came', async () => {
    const { document } = await generateInto('on █.\n');
    conversation.writes('2026');
    await shows(document, 'on 2026.\n');
    await vscode.commands.executeCommand('trellis.stopPending');
    await server.abandoned;
    const titles = await lenses(document.uri, 'stopped');
    assert.deepEqual(titles, ['Keep', 'Discard', 'stopped, matches so far']);
    assert.equal(document.getText(), 'on 2026.\n');
  });

  it('broken off, stays to be decided as far as it came', async () => {
    const { document } = await generateInto('on █.\n');
    conversation.writes('2026');
    await shows(document, 'on 2026.\n');
    conversation.breaks();
    await lenses(document.uri, 'broken off, matches so far');
    assert.equal(document.getText(), 'on 2026.\n');
  });

  it('leaves nothing to decide where nothing came', async () => {
    const { document } = await generateInto('on █.\n');
    await lenses(document.uri, 'writing');
    conversation.ends();
    await noLenses(document.uri);
    assert.equal(document.getText(), 'on .\n');
  });

  it('leaves nothing to decide where the connection broke first', async () => {
    const { document } = await generateInto('on █.\n');
    await lenses(document.uri, 'writing');
    conversation.breaks();
    await noLenses(document.uri);
    assert.equal(document.getText(), 'on .\n');
  });

  it('is not asked for by an expression that is none, also where a key gives it', async () => {
    const { document } = await open('on █.\n');
    const before = server.requests.length;
    const invalid = { instruction: 'a date', pattern: '(\\d{4}' };
    await vscode.commands.executeCommand('trellis.generate', invalid);
    assert.equal(server.requests.length, before);
    assert.equal(document.getText(), 'on .\n');
  });

  it('is not asked for where the file is read-only', async () => {
    const files = vscode.workspace.getConfiguration('files');
    await files.update('readonlyInclude', { '**/pending-*': true }, true);
    try {
      await open('on █.\n');
      const before = server.requests.length;
      await vscode.commands.executeCommand('trellis.generate', asked);
      assert.equal(server.requests.length, before);
    } finally {
      await files.update('readonlyInclude', undefined, true);
    }
  });

  for (const [name, content] of [
    ['CRLF', 'a\r\nb█\r\nc'],
    ['tabs and no final newline', '\tif x:\n\t\t█'],
    ['surrogate pairs', '🌿 █ 🌿\n'],
  ] as const) {
    it(`is one undo step, byte for byte: ${name}`, async () => {
      const { document } = await generateInto(content);
      const before = content.replace('█', '');
      const eol = content.includes('\r\n') ? '\r\n' : '\n';
      conversation.writes('2026-11');
      await shows(document, content.replace('█', '2026-11'));
      conversation.writes('\n-7');
      conversation.ends();
      await lenses(document.uri, 'matches');
      await vscode.commands.executeCommand('trellis.keepPending');
      assert.equal(document.getText(), content.replace('█', `2026-11${eol}-7`));
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before);
    });
  }

  it('what is typed after keeping is an undo step of its own', async () => {
    const { document } = await generateInto('x█');
    conversation.writes('2026-11');
    conversation.ends();
    await lenses(document.uri, 'matches');
    await vscode.commands.executeCommand('trellis.keepPending');
    await vscode.commands.executeCommand('cursorBottom');
    await vscode.commands.executeCommand('type', { text: '!' });
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), 'x2026-11');
  });

  it('discarded, leaves the document as it was and stops the server', async () => {
    const { document } = await generateInto('on █.\n');
    conversation.writes('2026');
    await shows(document, 'on 2026.\n');
    await vscode.commands.executeCommand('trellis.discardPending');
    await server.abandoned;
    assert.equal(document.getText(), 'on .\n');
  });

  it('moves with an edit in front of it, and goes on behind', async () => {
    const editor = await generateInto('on █.\n');
    conversation.writes('2026');
    await shows(editor.document, 'on 2026.\n');
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'later '));
    conversation.writes('-11');
    await shows(editor.document, 'later on 2026-11.\n');
  });

  it('edited inside, is left to the person, and the stream ends', async () => {
    const editor = await generateInto('on █.\n');
    conversation.writes('2026');
    await shows(editor.document, 'on 2026.\n');
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 5), 'x'));
    await server.abandoned;
    assert.equal(editor.document.getText(), 'on 20x26.\n');
  });

  it('waits while another tab is in front, and is there on return', async () => {
    const { document } = await generateInto('on █.\n');
    conversation.writes('20');
    await shows(document, 'on 20.\n');
    await lookElsewhere();
    conversation.writes('26-11');
    conversation.ends();
    await vscode.window.showTextDocument(document);
    await shows(document, 'on 2026-11.\n');
  });

  it('kept while another tab is in front, loses nothing, and is one undo step', async () => {
    const { document } = await generateInto('on █.\n');
    conversation.writes('20');
    await shows(document, 'on 20.\n');
    await lookElsewhere();
    conversation.writes('26-11');
    conversation.ends();
    await lenses(document.uri, 'matches');
    await vscode.commands.executeCommand('trellis.keepPending');
    assert.equal(document.getText(), 'on 2026-11.\n');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), 'on .\n');
  });

  it('discarded while another tab is in front, cannot come back by undo', async () => {
    const { document } = await generateInto('on █.\n');
    conversation.writes('2026');
    await shows(document, 'on 2026.\n');
    await lookElsewhere();
    conversation.writes('-11');
    await vscode.commands.executeCommand('trellis.discardPending');
    assert.equal(document.getText(), 'on .\n');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), 'on .\n');
  });

  it('saved, and the file replaced by somebody else out of sight: discarding takes nothing from it', async () => {
    const { document } = await generateInto('on █.\n');
    conversation.writes('2026');
    await shows(document, 'on 2026.\n');
    await document.save();
    await lookElsewhere();
    await vscode.workspace.fs.writeFile(document.uri, Buffer.from('not ours at all\n'));
    await shows(document, 'not ours at all\n');
    await vscode.commands.executeCommand('trellis.discardPending');
    assert.equal(document.getText(), 'not ours at all\n');
  });

  it('saved and closed, is theirs who did: discarding takes nothing from the file', async () => {
    const { document } = await generateInto('on █.\n');
    conversation.writes('2026');
    await shows(document, 'on 2026.\n');
    await document.save();
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await server.abandoned;
    await vscode.workspace.fs.writeFile(document.uri, Buffer.from('not ours at all\n'));
    await vscode.commands.executeCommand('trellis.discardPending');
    const bytes = await vscode.workspace.fs.readFile(document.uri);
    assert.equal(Buffer.from(bytes).toString(), 'not ours at all\n');
  });

  it('goes with its tab, also before the first word, and stops the server', async () => {
    const { document } = await generateInto('on █.\n');
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await server.abandoned;
    await vscode.window.showTextDocument(document.uri);
    await noLenses(document.uri);
  });

  describe('with auto-save on', () => {
    const long = 'line\n'.repeat(300);

    beforeEach(() => setAutoSave('afterDelay'));

    it('enters the document only when it is kept, and the cursor stands behind it', async () => {
      const { document } = await generateInto(`${long}on █.\n`);
      conversation.writes('2026-11');
      conversation.ends();
      const shown = await preview();
      await shows(shown, `${long}on 2026-11.\n`);
      await lenses(shown.uri, 'matches');
      assert.equal(document.getText(), `${long}on .\n`);
      await vscode.commands.executeCommand('trellis.keepPending');
      await shows(document, `${long}on 2026-11.\n`);
      const editor = vscode.window.activeTextEditor;
      assert.equal(editor?.document, document);
      assert.deepEqual(editor.selection.active, new vscode.Position(300, 10));
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), `${long}on .\n`);
    });

    it('is shown where it stands', async () => {
      await generateInto(`${long}on █.\n`);
      const { uri } = await preview();
      await eventually('the line to be in sight', () =>
        vscode.window.visibleTextEditors
          .find(({ document }) => document.uri.toString() === uri.toString())
          ?.visibleRanges.some((range) => range.contains(new vscode.Position(300, 3))) === true
          ? true
          : undefined,
      );
    });

    it('is discarded by closing the diff, which stops the server', async () => {
      const { document } = await generateInto('on █.\n');
      conversation.writes('2026');
      await shows(await preview(), 'on 2026.\n');
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await server.abandoned;
      await vscode.commands.executeCommand('trellis.keepPending');
      assert.equal(document.getText(), 'on .\n');
    });

    it('takes the place of what was selected', async () => {
      const { document } = await generateInto('on █some day█.\n');
      await shows(await preview(), 'on some day.\n');
      conversation.writes('2026-11');
      conversation.ends();
      const shown = await preview();
      await shows(shown, 'on 2026-11.\n');
      await lenses(shown.uri, 'matches');
      await vscode.commands.executeCommand('trellis.keepPending');
      await shows(document, 'on 2026-11.\n');
    });

    it('replaces nothing that was edited meanwhile, and is not lost', async () => {
      const { document } = await generateInto('on █some day█.\n');
      const shown = await preview();
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(0, 7), ' fine');
      await vscode.workspace.applyEdit(edit);
      conversation.writes('2026-11');
      conversation.ends();
      await lenses(shown.uri, 'matches');
      await vscode.commands.executeCommand('trellis.keepPending');
      assert.equal(document.getText(), 'on some fine day.\n');
      await shows(await preview(), 'on 2026-11.\n');
      await vscode.workspace.applyEdit(takingOut(document.uri, new vscode.Range(0, 7, 0, 12)));
      await vscode.commands.executeCommand('trellis.keepPending');
      await shows(document, 'on 2026-11.\n');
    });

    it('works in a document that was never saved', async () => {
      const { document } = await openAt('on █.\n', 'plaintext');
      void vscode.commands.executeCommand('trellis.generate', asked);
      await conversation.begun;
      conversation.writes('2026-11');
      conversation.ends();
      const shown = await preview();
      await shows(shown, 'on 2026-11.\n');
      await lenses(shown.uri, 'matches');
      await vscode.commands.executeCommand('trellis.keepPending');
      await shows(document, 'on 2026-11.\n');
    });

    it('shows characters beyond the basic plane as they are, piece by piece', async () => {
      await generateInto('█🌻\n');
      const shown = await preview();
      conversation.writes('🌿');
      await shows(shown, '🌿🌻\n');
      conversation.writes('🌺');
      await shows(shown, '🌿🌺🌻\n');
    });
  });

  it('goes with its document when that is closed, and stops the server', async () => {
    const { document } = await generateInto('on █.\n');
    conversation.writes('2026');
    await shows(document, 'on 2026.\n');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await server.abandoned;
  });

  it('survives a save that formats the document', async () => {
    await vscode.workspace.getConfiguration('editor').update('formatOnSave', true, true);
    const formatter = vscode.languages.registerDocumentFormattingEditProvider('plaintext', {
      provideDocumentFormattingEdits: () => [
        vscode.TextEdit.insert(new vscode.Position(0, 0), '# '),
      ],
    });
    const { document } = await generateInto('on █.\n');
    conversation.writes('2026');
    await shows(document, 'on 2026.\n');
    await document.save();
    formatter.dispose();
    await shows(document, '# on 2026.\n');
    conversation.writes('-11');
    await shows(document, '# on 2026-11.\n');
  });
});

function takingOut(uri: vscode.Uri, range: vscode.Range): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  edit.delete(uri, range);
  return edit;
}
