import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { chatting } from '../../support/scriptedChat';
import { startScriptedServer, type ScriptedServer } from '../../support/scriptedServer';
import { scriptedVllm } from '../../support/scriptedVllm';
import { closeAll, configure, connectionIn, openAt } from '../support';

const token = `ghp_${'a1B2c3'.repeat(6)}`;

describe('generated text', () => {
  let server: ScriptedServer;

  beforeEach(async () => {
    server = await startScriptedServer(scriptedVllm(chatting([{ content: '2026' }])));
    await configure('server.url', server.baseUrl.api);
    await connectionIn('ready', server.baseUrl.api);
  });

  afterEach(async () => {
    await closeAll();
    await configure('server.url', undefined);
    await server[Symbol.asyncDispose]();
  });

  for (const [place, end] of [
    ['at a cursor in a secret', 20],
    ['in place of a selection that holds half of one', 60],
  ] as const) {
    it(`is not asked for ${place}, and nothing is written there`, async () => {
      const editor = await openAt(`const a = '█${token}';\nconst b = 2;\n`);
      const { document } = editor;
      const before = document.getText();
      editor.selection = new vscode.Selection(document.positionAt(20), document.positionAt(end));
      await vscode.commands.executeCommand('trellis.generate', {
        instruction: 'a year',
        pattern: '\\d{4}',
      });
      const asked = server.requests.filter(({ path }) => path.endsWith('/completions'));
      assert.deepEqual(asked, []);
      assert.equal(document.getText(), before);
    });
  }
});
