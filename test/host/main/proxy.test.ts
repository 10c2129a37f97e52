import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { startScriptedServer } from '../../support/scriptedServer';
import { completing, scriptedVllm } from '../../support/scriptedVllm';
import { configure, connectionIn } from '../support';

describe('the proxy of the settings', () => {
  it('is used for servers elsewhere', async () => {
    const answer = scriptedVllm(completing('x'));
    const proxy = await startScriptedServer((request, response) =>
      answer(
        { ...request, path: new URL(request.path, 'http://gpu-box.invalid').pathname },
        response,
      ),
    );
    const http = vscode.workspace.getConfiguration('http');
    const global = vscode.ConfigurationTarget.Global;
    await http.update('proxy', proxy.baseUrl.origin, global);
    await configure('server.url', 'http://gpu-box.invalid:8000/v1');
    const { server } = await connectionIn('ready', 'http://gpu-box.invalid:8000/v1');
    assert.equal(server.version, '0.32.0');
    assert.ok(proxy.requests.some(({ headers }) => headers.host === 'gpu-box.invalid:8000'));
    await configure('server.url', undefined);
    await http.update('proxy', undefined, global);
    await proxy[Symbol.asyncDispose]();
  });
});
