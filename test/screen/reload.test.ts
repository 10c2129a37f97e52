import { afterAll, beforeAll, expect, it } from 'vitest';
import { Conversation } from '../support/conversation';
import { startScriptedServer, type ScriptedServer } from '../support/scriptedServer';
import { completing, scriptedVllm } from '../support/scriptedVllm';
import { openWorkbench } from './openWorkbench';
import type { Workbench } from './workbench';

const conversation = new Conversation();
let workbench: Workbench;
let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer(conversation.script);
  workbench = await openWorkbench({
    settings: { 'files.autoSave': 'off', 'trellis.server.url': server.baseUrl.api },
  });
});

afterAll(async () => {
  await workbench.close();
  await server[Symbol.asyncDispose]();
});

it('text that was being written when the window was reloaded is found again, and discarded as a whole', async () => {
  await workbench.statusBar('scripted');
  await workbench.openFile('src/zone.ts');
  await workbench.press('Control+End');
  const before = await workbench.visibleText();
  await workbench.runCommand('Trellis: Generate…');
  await workbench.inputBox('What should');
  await workbench.answer('a day');
  await workbench.inputBox('regular expression');
  await workbench.answer('20[0-9]{2}-[0-9]{2}-[0-9]{2}');
  await conversation.begun;
  conversation.writes('2087-0');
  await workbench.codeLenses('writing');
  await workbench.unsaved('zone.ts');

  await workbench.reload();

  expect(await workbench.codeLenses('interrupted')).toContain('Discard');
  expect(await workbench.visibleText()).toContain('2087-0');
  await workbench.statusBar('Generated text: interrupted');
  await workbench.press('Escape');
  await workbench.noCodeLens('Discard');
  await expect.poll(() => workbench.visibleText()).toBe(before);

  // It comes back with its controls, and a redo is theirs as well.
  await workbench.press('Control+z');
  expect(await workbench.codeLenses('interrupted')).toContain('Discard');
  expect(await workbench.visibleText()).toContain('2087-0');
  await workbench.press('Control+y');
  await workbench.noCodeLens('Discard');
  await expect.poll(() => workbench.visibleText()).toBe(before);
  await workbench.press('Control+z');
  expect(await workbench.codeLenses('interrupted')).toContain('Discard');
  await workbench.press('Escape');
  await workbench.noCodeLens('Discard');
  await expect.poll(() => workbench.visibleText()).toBe(before);
});

it('a server that only the settings named is offered once another one is in use', async () => {
  await using other = await startScriptedServer(
    scriptedVllm(completing('x'), { models: ['other-model'] }),
  );
  await workbench.runCommand('Trellis: Connect to Server…');
  await workbench.inputBox('Address of your vLLM server');
  await workbench.answer(other.baseUrl.api);
  await workbench.statusBar('other-model');
  await workbench.runCommand('Trellis: Connect to Server…');
  await workbench.inputBox('used before');
  await workbench.pick(server.baseUrl.api);
  await workbench.statusBar('scripted');
});
