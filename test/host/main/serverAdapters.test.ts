import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { chatting } from '../../support/scriptedChat';
import { json, startScriptedServer, type Script } from '../../support/scriptedServer';
import { completing, scriptedVllm } from '../../support/scriptedVllm';
import { acceptGhostText, closeAll, configure, connectionIn, eventually, openAt } from '../support';

/** Two models, of which `unload` takes the adapter away; `write` is what else it does. */
function serverWithAdapter(write: Script): {
  readonly script: Script;
  readonly unload: () => void;
} {
  let listed = [{ id: 'coder' }, { id: 'style-v7', parent: 'coder' }];
  const vllm = scriptedVllm((request, response) => {
    const { model } = request.body as { readonly model: string };
    if (listed.some(({ id }) => id === model)) return write(request, response);
    const message = `The model \`${model}\` does not exist.`;
    json(response, 404, { error: { message, type: 'NotFoundError', param: 'model', code: 404 } });
  });
  return {
    script: (request, response) => {
      if (request.path !== '/v1/models') return vllm(request, response);
      json(response, 200, { data: listed.map((card) => ({ ...card, max_model_len: 4096 })) });
    },
    unload: () => void (listed = [{ id: 'coder' }]),
  };
}

describe('an adapter that somebody else unloads', () => {
  it('is named by the next answer, and the one after is the base model’s', async () => {
    const { script, unload } = serverWithAdapter(chatting([{ content: 'Fine.' }]));
    await using scripted = await startScriptedServer(script);
    await configure('server.url', scripted.baseUrl.api);
    await connectionIn('ready', scripted.baseUrl.api);
    await vscode.commands.executeCommand('trellis.useAdapter', { name: 'style-v7' });
    unload();
    const ask = { question: 'Is this right?' };
    await vscode.commands.executeCommand('trellis.ask', ask);
    await answerWith(/adapter “style-v7” is no longer on the server.*to use coder/);
    await eventually('the shorter list', async () =>
      (await connectionIn('ready')).server.models.length === 1 ? true : undefined,
    );
    await vscode.commands.executeCommand('trellis.ask', ask);
    await answerWith(/coder at .*\n\nFine\./);
    await closeAll();
    await configure('server.url', undefined);
  });

  it('is answered for by the base model from the next request on', async () => {
    const { script, unload } = serverWithAdapter(completing('works()'));
    await using scripted = await startScriptedServer(script);
    await configure('server.url', scripted.baseUrl.api);
    await connectionIn('ready', scripted.baseUrl.api);
    await vscode.commands.executeCommand('trellis.useAdapter', { name: 'style-v7' });
    unload();
    const editor = await openAt('const first = █\n');
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await eventually('the shorter list', async () =>
      (await connectionIn('ready')).server.models.length === 1 ? true : undefined,
    );
    await vscode.commands.executeCommand('type', { text: 'it.' });
    assert.equal(await acceptGhostText(editor), 'const first = it.works()\n');
    const asked = scripted.requests.filter(({ path }) => path === '/v1/completions');
    const models = asked.map(({ body }) => (body as { readonly model: string }).model);
    // Who waits long for ghost text asks for it once more.
    assert.deepEqual([models[0], ...new Set(models.slice(1))], ['style-v7', 'coder']);
    await closeAll();
    await configure('server.url', undefined);
  });
});

/** Waits until an answer in sight matches. */
function answerWith(words: RegExp): Promise<true> {
  return eventually(`an answer with ${words.source}`, () =>
    vscode.window.visibleTextEditors.some(
      ({ document }) => document.uri.scheme === 'trellis-answer' && words.test(document.getText()),
    )
      ? true
      : undefined,
  );
}
