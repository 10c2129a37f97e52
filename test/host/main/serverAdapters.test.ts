import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { json, startScriptedServer } from '../../support/scriptedServer';
import { completing, scriptedVllm } from '../../support/scriptedVllm';
import { acceptGhostText, closeAll, configure, connectionIn, eventually, openAt } from '../support';

describe('an adapter that somebody else unloads', () => {
  it('is answered for by the base model from the next request on', async () => {
    let listed = [{ id: 'coder' }, { id: 'style-v7', parent: 'coder' }];
    const complete = completing('works()');
    const vllm = scriptedVllm((request, response) => {
      const { model } = request.body as { readonly model: string };
      if (listed.some(({ id }) => id === model)) return complete(request, response);
      const message = `The model \`${model}\` does not exist.`;
      json(response, 404, { error: { message, type: 'NotFoundError', param: 'model', code: 404 } });
    });
    await using scripted = await startScriptedServer((request, response) => {
      if (request.path !== '/v1/models') return vllm(request, response);
      json(response, 200, { data: listed.map((card) => ({ ...card, max_model_len: 4096 })) });
    });
    await configure('server.url', scripted.baseUrl.api);
    await connectionIn('ready', scripted.baseUrl.api);
    await vscode.commands.executeCommand('trellis.useAdapter', { name: 'style-v7' });
    listed = [{ id: 'coder' }];
    const editor = await openAt('const first = █\n');
    await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
    await eventually('the shorter list', async () =>
      (await connectionIn('ready')).server.models.length === 1 ? true : undefined,
    );
    await vscode.commands.executeCommand('type', { text: 'it.' });
    assert.equal(await acceptGhostText(editor), 'const first = it.works()\n');
    const asked = scripted.requests.filter(({ path }) => path === '/v1/completions');
    assert.deepEqual(
      asked.map(({ body }) => (body as { readonly model: string }).model),
      ['style-v7', 'coder'],
    );
    await closeAll();
    await configure('server.url', undefined);
  });
});
