import * as assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { beginChat, chatting } from '../../support/scriptedChat';
import {
  json,
  startScriptedServer,
  type Script,
  type ScriptedServer,
} from '../../support/scriptedServer';
import { scriptedVllm } from '../../support/scriptedVllm';
import { closeAll, configure, connectionIn, eventually, lastRequestPage, openAt } from '../support';

describe('a question', () => {
  let server: ScriptedServer | undefined;

  async function connectTo(script: Script): Promise<ScriptedServer> {
    server = await startScriptedServer(scriptedVllm(script));
    await configure('server.url', server.baseUrl.api);
    await connectionIn('ready', server.baseUrl.api);
    return server;
  }

  /** What the model was told last. */
  function prompt(): string {
    const chats = server?.requests.filter(({ path }) => path === '/v1/chat/completions');
    const { messages } = chats?.at(-1)?.body as { messages: readonly { content: string }[] };
    return messages.map(({ content }) => content).join('\n');
  }

  afterEach(async () => {
    await closeAll();
    await configure('server.url', undefined);
    await server?.[Symbol.asyncDispose]();
    server = undefined;
  });

  const ways = [
    {
      way: 'in `reasoning`',
      deltas: [
        { reasoning: 'Soil is dry, ' },
        { reasoning: 'so water.' },
        { content: '\n\n' },
        { content: 'Water it.' },
      ],
    },
    {
      way: 'in `reasoning_content`',
      deltas: [
        { reasoning_content: 'Soil is dry, ' },
        { reasoning_content: 'so water.' },
        { content: 'Water it.' },
      ],
    },
    {
      way: 'between <think> tags that chunks cut in two',
      deltas: ['<thi', 'nk>Soil is dry, so', ' water.</th', 'ink>\n\nWater', ' it.'].map(
        (content) => ({ content }),
      ),
    },
  ];
  for (const { way, deltas } of ways) {
    it(`whose thought arrives ${way} has it in the journal and never in the tab`, async () => {
      await connectTo(chatting(deltas));
      await vscode.commands.executeCommand('trellis.ask', { question: 'What now?' });
      const answer = await answerWith('Water it.');
      assert.match(answer, /^> What now\?\n\nscripted at \S+\n\nWater it\.\n/);
      assert.doesNotMatch(answer, /Soil|think/);
      assert.match(
        await lastRequestPage(),
        /## Reasoning\n\n```text\nSoil is dry, so water\.\n```/,
      );
    });
  }

  it('that is stopped is stopped at the server, and the tab says so', async () => {
    const { abandoned } = await connectTo((_, response) =>
      beginChat(response, [{ reasoning: 'Hm.' }, { content: 'Half an' }]),
    );
    const asked = vscode.commands.executeCommand('trellis.ask', { question: 'How?' });
    await answerWith('Half an');
    await vscode.commands.executeCommand('trellis.stopAnswer');
    await abandoned;
    await asked;
    assert.match(await answerWith('Stopped.'), /Half an\n\n---\n\nStopped\.\n$/);
  });

  it('whose tab is closed is stopped at the server', async () => {
    const { abandoned } = await connectTo((_, response) =>
      beginChat(response, [{ content: 'Half an' }]),
    );
    void vscode.commands.executeCommand('trellis.ask', { question: 'How?' });
    await answerWith('Half an');
    await closeAll();
    await abandoned;
  });

  it('says in the tab that the answer was cut off, and where the thought took it all', async () => {
    await connectTo(chatting([{ reasoning: 'On and on' }], 'length'));
    await vscode.commands.executeCommand('trellis.ask', { question: 'Why?' });
    await answerWith('No answer: the model was still thinking when it reached the token limit');
  });

  it('says in the tab, in the words of the server, why there is no answer', async () => {
    await connectTo((_, response) => json(response, 400, { error: { message: 'too long' } }));
    await vscode.commands.executeCommand('trellis.ask', { question: 'Why?' });
    await answerWith('The server refused the request: too long');
  });

  it('says in the tab that the server broke off in the middle', async () => {
    await connectTo((_, response) => {
      beginChat(response, [{ content: 'Half an' }]);
      setImmediate(() => response.destroy());
    });
    await vscode.commands.executeCommand('trellis.ask', { question: 'Why?' });
    assert.match(await answerWith('closed the connection in the middle of the answer'), /Half an/);
  });

  it('takes the selection along, fenced, with its place', async () => {
    await connectTo(chatting([{ content: 'Fine.' }]));
    const editor = await openAt('first\n█const a = 1;\nconst b = 2;\nlast\n');
    editor.selection = new vscode.Selection(1, 0, 3, 0);
    await vscode.commands.executeCommand('trellis.ask', { question: 'Is this right?' });
    await answerWith('lines 2 to 3');
    assert.match(
      prompt(),
      /^Is this right\?\n\nFrom .+, lines 2 to 3:\n\n```typescript\nconst a = 1;\nconst b = 2;\n\n?```$/,
    );
  });

  it('leaves out a selection in a file that may hold a secret', async () => {
    await connectTo(chatting([{ content: 'Fine.' }]));
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder, '.env');
    await vscode.workspace.fs.writeFile(uri, Buffer.from('TOKEN=hidden\n'));
    const editor = await vscode.window.showTextDocument(uri);
    editor.selection = new vscode.Selection(0, 0, 1, 0);
    await vscode.commands.executeCommand('trellis.ask', { question: 'What is this?' });
    await answerWith('Fine.');
    assert.equal(prompt(), 'What is this?');
    await vscode.workspace.fs.delete(uri);
  });

  /** Asks about all of a document; what the model was told. */
  async function askAbout(document: vscode.TextDocument): Promise<string> {
    const editor = await vscode.window.showTextDocument(document, { preview: false });
    editor.selection = new vscode.Selection(0, 0, document.lineCount, 0);
    await vscode.commands.executeCommand('trellis.ask', { question: 'What is this?' });
    await answerWith('Fine.');
    return prompt();
  }

  const secretAddresses = [
    'untitled:.env',
    'untitled:/somewhere/.ssh/config',
    'left:/code/.env?{"path":"/code/.env","ref":"~"}',
    'left:/code/notes.txt?{"path":"/home/me/.aws/config"}',
  ];
  for (const address of secretAddresses) {
    it(`leaves out a selection of ${address}, which is no file but has the name of a secret one`, async () => {
      await connectTo(chatting([{ content: 'Fine.' }]));
      const left = vscode.workspace.registerTextDocumentContentProvider('left', {
        provideTextDocumentContent: () => 'TOKEN=hidden\n',
      });
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(address));
      if (document.isUntitled) {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(document.uri, new vscode.Position(0, 0), 'TOKEN=hidden\n');
        await vscode.workspace.applyEdit(edit);
      }
      assert.equal(await askAbout(document), 'What is this?');
      left.dispose();
    });
  }

  it('leaves out a file opened alone whose folder holds keys, and what its repository ignores', async () => {
    await connectTo(chatting([{ content: 'Fine.' }]));
    const base = await mkdtemp(join(tmpdir(), 'trellis-alone-'));
    await mkdir(join(base, '.ssh'));
    await mkdir(join(base, '.git/info'), { recursive: true });
    await mkdir(join(base, 'sub'));
    await writeFile(join(base, '.gitignore'), '/sub/ignored.txt\n');
    for (const path of ['.ssh/config', 'sub/ignored.txt', 'sub/other.txt']) {
      await writeFile(join(base, path), 'Host hidden\n');
    }
    for (const path of ['.ssh/config', 'sub/ignored.txt']) {
      const document = await vscode.workspace.openTextDocument(join(base, path));
      assert.equal(await askAbout(document), 'What is this?', path);
      await closeAll();
    }
    const allowed = await vscode.workspace.openTextDocument(join(base, 'sub/other.txt'));
    assert.match(await askAbout(allowed), /Host hidden/);
    // Git's own rules count as soon as they are written.
    await writeFile(join(base, '.git/info/exclude'), '/sub/other.txt\n');
    await eventually('the rule to count', async () =>
      (await askAbout(allowed)) === 'What is this?' ? true : undefined,
    );
    await rm(base, { recursive: true });
  });

  it('leaves out a token in the selection, also half of one, and says so in the tab and in the page', async () => {
    await connectTo(chatting([{ content: 'Fine.' }]));
    const token = `ghp_${'a1B2c3'.repeat(6)}`;
    const editor = await openAt(`const a = '█${token}';\nconst b = 2;\n`);
    editor.selection = new vscode.Selection(0, 30, 2, 0);
    await vscode.commands.executeCommand('trellis.ask', { question: 'What is this?' });
    const answer = await answerWith('left out of the prompt');
    assert.match(answer, /Warning: 1 GitHub token was left out of the prompt\./);
    assert.match(prompt(), /\[GitHub token left out\]';\nconst b = 2;/);
    assert.doesNotMatch(prompt(), /a1B2c3/);
    assert.match(await lastRequestPage(), /- Warning: 1 GitHub token was left out of the prompt/);
  });

  it('gets no answer that could run a command from a link', async () => {
    await connectTo(chatting([{ content: '[Fix it](command:workbench.action.closeWindow)' }]));
    await vscode.commands.executeCommand('trellis.ask', { question: 'Fix?' });
    await answerWith('Fix it');
    assert.equal(answers()[0]?.languageId, 'trellis-answer');
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      answers()[0]?.uri,
    );
    assert.deepEqual(
      links.filter(({ target }) => target?.scheme === 'command'),
      [],
    );
  });
});

function answers(): vscode.TextDocument[] {
  return vscode.window.visibleTextEditors
    .map(({ document }) => document)
    .filter(({ uri }) => uri.scheme === 'trellis-answer');
}

/** The answer in front, once it holds the words. */
function answerWith(words: string): Promise<string> {
  return eventually(`an answer with: ${words}`, () =>
    answers()
      .map((document) => document.getText())
      .find((text) => text.includes(words)),
  );
}
