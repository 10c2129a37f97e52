import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  eventStream,
  startScriptedServer,
  type ScriptedServer,
} from '../../support/scriptedServer';
import { scriptedVllm } from '../../support/scriptedVllm';
import { closeAll, configure, connectionIn, eventually } from '../support';

const asked = { instruction: 'a date', pattern: '\\d{4}-\\d{2}(\\n-\\d+)?' };

/** A chat that is answered piece by piece, as the test says. */
class Conversation {
  private say: (text: string) => void = () => {};
  private stop: () => void = () => {};
  readonly begun: Promise<void>;
  private begin: () => void = () => {};

  constructor() {
    this.begun = new Promise((resolve) => (this.begin = resolve));
  }

  readonly script = scriptedVllm((_, response) => {
    eventStream(response, 'data: {"choices":[{"delta":{"role":"assistant","content":""}}]}\n\n');
    const write = (choice: object): void => {
      response.write(`data: ${JSON.stringify({ choices: [choice] })}\n\n`);
    };
    this.say = (content) => write({ delta: { content } });
    this.stop = () => {
      write({ delta: {}, finish_reason: 'stop' });
      response.end('data: [DONE]\n\n');
    };
    this.begin();
  });

  writes(text: string): void {
    this.say(text);
  }

  ends(): void {
    this.stop();
  }
}

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

  /** A file on disk, open with its cursor at `█`, into which text is being generated. */
  async function generateInto(content: string): Promise<vscode.TextEditor> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    // A name of its own: VS Code may still know a file of that name by what it held before.
    const uri = vscode.Uri.joinPath(folder, `pending-${++files}.txt`);
    const offset = content.indexOf('█');
    await vscode.workspace.fs.writeFile(uri, Buffer.from(content.replace('█', '')));
    const editor = await vscode.window.showTextDocument(uri, { preview: false });
    const position = editor.document.positionAt(offset);
    editor.selection = new vscode.Selection(position, position);
    void vscode.commands.executeCommand('trellis.generate', asked);
    await conversation.begun;
    return editor;
  }

  function shows(document: vscode.TextDocument, text: string): Promise<true> {
    return eventually(`the document to be ${JSON.stringify(text)}`, () =>
      document.getText() === text ? true : undefined,
    );
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

  it('that does not match says where', async () => {
    const { document } = await generateInto('█');
    conversation.writes('2026/11');
    conversation.ends();
    const titles = await lenses(document.uri, 'does not match');
    assert.match(titles.join(), /line 1, column 5/);
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
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ content: 'elsewhere' }),
    );
    conversation.writes('26-11');
    conversation.ends();
    await vscode.window.showTextDocument(document);
    await shows(document, 'on 2026-11.\n');
  });

  it('with auto-save on, enters the document only when it is kept', async () => {
    await vscode.workspace.getConfiguration('files').update('autoSave', 'afterDelay', true);
    const { document } = await generateInto('on █.\n');
    conversation.writes('2026-11');
    conversation.ends();
    const preview = await eventually('the preview', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'trellis-pending'),
    );
    await shows(preview, 'on 2026-11.\n');
    await lenses(preview.uri, 'matches');
    assert.equal(document.getText(), 'on .\n');
    await vscode.commands.executeCommand('trellis.keepPending');
    await shows(document, 'on 2026-11.\n');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), 'on .\n');
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
