import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../../scripts/lib/lifetime.mjs';
import { startScriptedServer, type ScriptedServer } from '../support/scriptedServer';
import { completing, scriptedVllm } from '../support/scriptedVllm';
import { openWorkbench } from './openWorkbench';
import type { Workbench } from './workbench';

let workbench: Workbench;
let server: ScriptedServer;
let other: ScriptedServer;

beforeAll(async () => {
  const options = { key: 'right-key', models: ['first-model', 'second-model'] };
  server = await startScriptedServer(scriptedVllm(completing('fromTheServer();'), options));
  other = await startScriptedServer(scriptedVllm(completing('x'), { models: ['other-model'] }));
  workbench = await openWorkbench();
});

afterAll(async () => {
  await workbench.close();
  await server[Symbol.asyncDispose]();
  await other[Symbol.asyncDispose]();
});

it('an address where nothing answers is told precisely, and nothing is saved', async () => {
  await workbench.statusBar('Trellis: embedded');
  await workbench.runCommand('Trellis: Connect to Server…');
  await workbench.answer('http://127.0.0.1:9/v1');
  const words = await workbench.notification('Nothing answers');
  expect(words).toContain('http://127.0.0.1:9/v1');
  expect(words).toContain('no server listens on that port');
  await workbench.statusBar('Trellis: embedded');
});

it('a name that no machine has is told though it is tried at several ports, and can be tried again', async () => {
  await workbench.runCommand('Trellis: Connect to Server…');
  await workbench.answer('no-such-host.invalid');
  const words = await workbench.notification('No server was found at');
  expect(words).toContain('no-such-host.invalid');
  await workbench.notificationButton('No server was found at', 'Try Again');
  await workbench.inputBox('Address of your vLLM server');
  await workbench.press('Escape');
});

it('a server that wants a key asks for it until it fits, and its model stands in the status bar', async () => {
  await workbench.runCommand('Trellis: Connect to Server…');
  await workbench.answer(server.baseUrl.origin);
  await workbench.inputBox('API Key');
  await workbench.answer('wrong-key');
  await workbench.inputBox('refused this key (Unauthorized)');
  await workbench.screenshot('key-refused');
  await workbench.answer('right-key');
  expect(await workbench.statusBar('first-model')).toContain('vLLM 0.32.0');
});

it('another model is chosen from what the server lists', async () => {
  await workbench.runCommand('Trellis: Select Model…');
  await workbench.pick('second-model');
  await workbench.statusBar('second-model');
});

it('the last request can be looked at, without the key', async () => {
  await workbench.openFile('src/zone.ts');
  await workbench.press('Control+End');
  await workbench.type('\nconst answer = ');
  expect(await workbench.ghostText()).toBe('fromTheServer();');
  await workbench.press('Tab');
  await workbench.runCommand('Trellis: Show Last Request');
  await workbench.inputBox('Trellis: Recent Requests');
  expect(await workbench.focusedRow()).toContain('const answer =');
  await workbench.screenshot('last-requests');
  await workbench.openFocused('Request ');
  await workbench.screenshot('last-request');
  const page = await workbench.visibleText();
  expect(page).toContain('complete with second-model');
  expect(page).toContain('"model": "second-model"');
  expect(page).not.toContain('right-key');
});

it('a server that was used before is offered, and another address can be typed', async () => {
  await workbench.runCommand('Trellis: Connect to Server…');
  await workbench.inputBox('Address of your vLLM server');
  await workbench.answer(other.baseUrl.origin);
  await workbench.statusBar('other-model');
  await workbench.runCommand('Trellis: Connect to Server…');
  await workbench.inputBox('used before');
  expect(await workbench.focusedRow()).toContain(`${other.baseUrl.api}, in use`);
  await workbench.screenshot('recent-servers');
  await workbench.pick(server.baseUrl.api);
  await workbench.statusBar('first-model');
  await workbench.runCommand('Trellis: Connect to Server…');
  await workbench.inputBox('used before');
  await workbench.answer(other.baseUrl.origin);
  await workbench.statusBar('other-model');
});

it('a configuration of AbstractCore is shown before it is imported, with what is left out', async () => {
  const parameters = { max_tokens: 512, extra_body: { guided_regex: '[0-9]+' } };
  const vllm = { base_url: server.baseUrl.api, default_model: 'second-model', parameters };
  const path = join(await temporaryFolder('screen-import'), 'abstractcore.json');
  await writeFile(path, JSON.stringify({ provider_settings: { vllm } }));
  await workbench.runCommand('Trellis: Import AbstractCore Configuration…');
  await workbench.inputBox('Configuration of AbstractCore');
  await workbench.answerWithFile(path);
  const question = 'Import 3 settings from abstractcore.json?';
  const words = await workbench.dialogText(question);
  expect(words).toContain('trellis.parameters.maxTokens: 512, now 2048');
  expect(words).toContain('parameters.extra_body.guided_regex is left out');
  await workbench.screenshot('import-abstractcore');
  await workbench.dialog(question, 'Cancel');
  await workbench.statusBar('other-model');
  await workbench.runCommand('Trellis: Import AbstractCore Configuration…');
  await workbench.inputBox('Configuration of AbstractCore');
  await workbench.answerWithFile(path);
  await workbench.dialog(question, 'Import');
  await workbench.statusBar('second-model');
});
