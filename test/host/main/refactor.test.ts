import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { json, startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';
import { refactoring, type RefactoringScript } from '../../support/scriptedRefactoring';
import { scriptedVllm } from '../../support/scriptedVllm';
import { closeAll, configure, connectionIn, eventually, lastRequestPage } from '../support';

/** Tabs, CRLF, surrogate pairs and no line end after the last line. */
const original =
  'function icon() {\r\n\tif (sunny) {\r\n\t\treturn "🌞";\r\n\t}\r\n\treturn "🌧";\r\n}';
const answers = ['return sunny ? "🌞" : "🌧";', 'return "🌈";'];
const first = 'function icon() {\r\n\treturn sunny ? "🌞" : "🌧";\r\n}';
const second = 'function icon() {\r\n\treturn "🌈";\r\n}';

describe('a refactoring', () => {
  let server: ScriptedServer | undefined;
  let file: vscode.Uri | undefined;
  let opened = 0;

  async function openSelected(script: RefactoringScript): Promise<vscode.TextEditor> {
    server = await startScriptedServer(scriptedVllm(refactoring(script)));
    await configure('server.url', server.baseUrl.api);
    await connectionIn('ready', server.baseUrl.api);
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    // A name of its own, so that no late word of another test's file reaches this one.
    file = vscode.Uri.joinPath(folder, `icon${++opened}.ts`);
    await vscode.workspace.fs.writeFile(file, Buffer.from(original));
    const editor = await vscode.window.showTextDocument(file, { preview: false });
    // The two statements, from inside the indentation of the first to the end of the last.
    editor.selection = new vscode.Selection(1, 1, 4, editor.document.lineAt(4).text.length);
    return editor;
  }

  function asked(): readonly Record<string, unknown>[] {
    const chats = server?.requests.filter(({ path }) => path === '/v1/chat/completions') ?? [];
    return chats.map(({ body }) => body as Record<string, unknown>);
  }

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await closeAll();
    if (file) await vscode.workspace.fs.delete(file);
    await configure('server.url', undefined);
    await server?.[Symbol.asyncDispose]();
    [server, file] = [undefined, undefined];
  });

  it('asks for three beams, few tokens long, and shows each as a diff', async () => {
    const { document } = await openSelected({ answers });
    const done = refactor();
    await previewOf(first);
    const [request, ...others] = asked();
    assert.deepEqual(others, []);
    assert.equal(request?.['use_beam_search'], true);
    assert.equal(request['n'], 3);
    assert.ok(Number(request['max_tokens']) <= 128, `max_tokens ${String(request['max_tokens'])}`);
    assert.match(JSON.stringify(request['messages']), /shorten it/);
    await vscode.commands.executeCommand('quickInput.next');
    await previewOf(second);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await done;
    assert.deepEqual(diffs(), []);
    assert.equal(document.getText(), original);
    assert.equal(document.isDirty, false);
  });

  it('replaces the selection as one undo step, byte for byte, and selects the result', async () => {
    const { document } = await openSelected({ answers });
    const done = refactor();
    await previewOf(first);
    await accept();
    await done;
    assert.equal(document.getText(), first);
    assert.deepEqual(diffs(), []);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document, document);
    assert.equal(document.getText(editor.selection), '\treturn sunny ? "🌞" : "🌧";');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), original);
    await vscode.commands.executeCommand('redo');
    assert.equal(document.getText(), first);
  });

  it('is refused where the selection holds a secret, before anything is sent', async () => {
    const editor = await openSelected({ answers });
    const token = `ghp_${'a1B2c3'.repeat(6)}`;
    await editor.edit((edit) => edit.insert(new vscode.Position(2, 10), token));
    const before = editor.document.getText();
    await refactor();
    assert.deepEqual(asked(), []);
    assert.equal(editor.document.getText(), before);
    assert.deepEqual(diffs(), []);
  });

  it('falls back to samples that differ where the server refuses beams', async () => {
    const { document } = await openSelected({ answers, beams: 'refused' });
    const done = refactor();
    await previewOf(first);
    const [, request] = asked();
    assert.ok(!('use_beam_search' in (request ?? {})));
    assert.equal(request?.['n'], 3);
    assert.ok(Number(request['temperature']) > 0);
    await accept();
    await done;
    assert.equal(document.getText(), first);
  });

  it('is refused where the document changed while candidates were looked at', async () => {
    const editor = await openSelected({ answers });
    const done = refactor();
    await previewOf(first);
    await writeAbove(editor.document);
    await accept();
    await done;
    assert.equal(editor.document.getText(), `// mine\r\n${original}`);
  });

  for (const turn of [1, 2, 3]) {
    it(`replaces nothing but what was selected where another extension edits on sight (${turn})`, async () => {
      const { document } = await openSelected({ answers });
      const done = refactor();
      await previewOf(first);
      const other = vscode.window.onDidChangeActiveTextEditor((editor) => {
        if (editor?.document !== document) return;
        other.dispose();
        void writeAbove(document);
      });
      await accept();
      await done;
      await shows(document, `// mine\r\n${original}`);
    });
  }

  it('is refused where the document changed while the server was writing', async () => {
    let answer: () => void = () => {};
    const hold = new Promise<void>((resolve) => (answer = resolve));
    const editor = await openSelected({ answers, hold });
    const done = refactor();
    await eventually('the request', () => asked()[0]);
    await writeAbove(editor.document);
    answer();
    await done;
    assert.deepEqual(diffs(), []);
    assert.equal(editor.document.getText(), `// mine\r\n${original}`);
  });

  it('leaves the text alone where no candidate changes it', async () => {
    const same = original.split('\r\n').slice(1, 5).join('\n');
    const { document } = await openSelected({ answers: [same, ''] });
    await refactor();
    assert.deepEqual(diffs(), []);
    assert.equal(document.getText(), original);
  });

  it('that fails leaves the text alone, and the next one works', async () => {
    let fail = true;
    const editor = await openSelected({ answers, failing: () => fail });
    await refactor();
    assert.equal(editor.document.getText(), original);
    fail = false;
    const done = refactor();
    await previewOf(first);
    await accept();
    await done;
    assert.equal(editor.document.getText(), first);
  });

  it('leaves nothing for language servers to judge once its diff is closed', async () => {
    await openSelected({ answers });
    const done = refactor();
    await previewOf(first);
    assert.ok(previewLanguages().has('typescript'));
    await accept();
    await done;
    assert.deepEqual([...previewLanguages()], ['plaintext']);
  });

  it('asks nobody about a document that cannot be written', async () => {
    await openSelected({ answers });
    await lastRequestPage();
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    editor.selection = new vscode.Selection(0, 0, 1, 0);
    await refactor();
    assert.deepEqual(asked(), []);
  });

  it('does not write where the editor is read-only', async () => {
    const { document } = await openSelected({ answers });
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
    const done = refactor();
    await previewOf(first);
    await accept();
    await done;
    assert.equal(document.getText(), original);
    assert.equal(document.isDirty, false);
    await vscode.commands.executeCommand(
      'workbench.action.files.resetActiveEditorReadonlyInSession',
    );
  });

  it('waits for its turn where the candidates of another one are looked at', async () => {
    let answer: () => void = () => {};
    const hold = new Promise<void>((resolve) => (answer = resolve));
    const { document } = await openSelected({ answers, hold });
    const both = [refactor(), refactor()];
    await eventually('both requests', () => asked()[1]);
    answer();
    await previewOf(first);
    await vscode.commands.executeCommand('quickInput.next');
    await previewOf(second);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await Promise.race(both);
    await previewOf(first);
    await accept();
    await Promise.all(both);
    assert.equal(document.getText(), first);
  });

  it('is offered by the light bulb where something is selected', async () => {
    const { document, selection } = await openSelected({ answers });
    assert.ok((await actionsFor(document, selection)).includes('Trellis: Refactor Selection…'));
    const nothing = new vscode.Range(selection.start, selection.start);
    assert.ok(!(await actionsFor(document, nothing)).includes('Trellis: Refactor Selection…'));
  });
});

it('a file that may hold a secret is not sent to be refactored', async () => {
  const script = scriptedVllm((_, response) => json(response, 500, {}));
  await using server = await startScriptedServer(script);
  await configure('server.url', server.baseUrl.api);
  await connectionIn('ready', server.baseUrl.api);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  const uri = vscode.Uri.joinPath(folder, '.env');
  await vscode.workspace.fs.writeFile(uri, Buffer.from('TOKEN=1\n'));
  const editor = await vscode.window.showTextDocument(uri);
  editor.selection = new vscode.Selection(0, 0, 1, 0);
  await refactor();
  assert.deepEqual(
    server.requests.filter(({ path }) => path === '/v1/chat/completions'),
    [],
  );
  await closeAll();
  await vscode.workspace.fs.delete(uri);
  await configure('server.url', undefined);
});

function refactor(): Thenable<unknown> {
  const given = { instruction: 'shorten it' };
  return vscode.commands.executeCommand('trellis.refactorSelection', given);
}

/** As somebody else would; an editor that VS Code has just drawn anew would refuse it. */
async function writeAbove({ uri }: vscode.TextDocument): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, new vscode.Position(0, 0), '// mine\r\n');
  assert.ok(await vscode.workspace.applyEdit(edit));
}

async function shows(document: vscode.TextDocument, text: string): Promise<void> {
  await eventually(`the document to be ${text}`, () =>
    document.getText() === text ? true : undefined,
  );
}

function accept(): Thenable<unknown> {
  return vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
}

function diffs(): readonly vscode.TabInputTextDiff[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .flatMap(({ input }) => (input instanceof vscode.TabInputTextDiff ? [input] : []));
}

/** The languages of all previews that VS Code holds, also of those that are closed. */
function previewLanguages(): ReadonlySet<string> {
  const previews = vscode.workspace.textDocuments.filter(
    ({ uri }) => uri.scheme === 'trellis-refactor',
  );
  return new Set(previews.map(({ languageId }) => languageId));
}

/** Waits until one diff is open, and this text in it is what the document would be. */
async function previewOf(text: string): Promise<void> {
  await eventually(`a diff with ${text}`, () => {
    const [diff, ...others] = diffs();
    const shown = vscode.workspace.textDocuments.find(
      ({ uri }) => uri.toString() === diff?.modified.toString(),
    );
    return others.length === 0 && shown?.getText() === text ? shown : undefined;
  });
}

async function actionsFor(
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<readonly string[]> {
  const actions = await vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    range,
    vscode.CodeActionKind.RefactorRewrite.value,
  );
  return actions.map(({ title }) => title);
}
