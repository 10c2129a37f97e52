import * as assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { startScriptedServer } from '../../support/scriptedServer';
import { completing, scriptedVllm } from '../../support/scriptedVllm';
import { answerTo, startTlsServer } from '../../support/tlsServer';
import { configure, connectionIn, eventually } from '../support';

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

it('a server whose certificate its team signed is trusted once the settings name the authority', async () => {
  const seen: (string | undefined)[] = [];
  await using server = await startTlsServer(({ url = '', headers }, response) => {
    seen.push(headers['x-session-id']?.toString());
    response.setHeader('content-type', 'application/json');
    response.end(answerTo(url));
  });
  const pem = join(tmpdir(), `trellis-host-${process.pid}.pem`);
  await writeFile(pem, server.authority);
  await configure('server.url', `${server.address}/v1`);
  const { error } = await connectionIn('failed', `${server.address}/v1`);
  assert.equal(error.reason, 'untrusted');
  assert.deepEqual(seen, []);
  await configure('server.authorities', pem);
  await connectionIn('ready', `${server.address}/v1`);
  // One name for the workspace, however often it connects.
  const first = seen.length;
  await configure('server.timeout', 601);
  await eventually('another connection', () => (seen.length > first ? seen : undefined));
  assert.match(String(seen[0]), /^[0-9a-f-]{36}$/);
  assert.equal(new Set(seen).size, 1);
  for (const name of ['server.url', 'server.authorities', 'server.timeout']) {
    await configure(name, undefined);
  }
  await rm(pem);
});
