import { afterAll, beforeAll, expect, it } from 'vitest';
import { beginChatSlowly } from '../support/scriptedChat';
import { startScriptedServer, type Script, type ScriptedServer } from '../support/scriptedServer';
import { completing, scriptedVllm } from '../support/scriptedVllm';
import { openWorkbench } from './openWorkbench';
import type { Workbench } from './workbench';

const thought = `The function goes through all zones and looks up the latest reading of each.

store.latest may give undefined: a zone whose sensor never reported. The code skips such a zone, so no alert is raised for it.

Is that wanted? A silent sensor in a greenhouse is itself a reason to worry. I should say so, and name the line.`;
const answer = `A zone that never sent a reading is skipped, so a dead sensor
raises no alert at all.

Give it one of its own:

\`\`\`typescript
if (!reading) {
  alerts.push({ zone, message: 'no reading' });
  continue;
}
\`\`\`
`;

let workbench: Workbench;
let server: ScriptedServer;

beforeAll(async () => {
  // Word by word, as fast as a model, and then it falls silent: the answer can still be stopped.
  const words = (text: string): readonly string[] => text.split(/(?<= )/);
  const deltas = [
    ...words(thought).map((reasoning) => ({ reasoning })),
    ...words(answer).map((content) => ({ content })),
  ];
  const script: Script = (request, response) =>
    // A rendered conversation with its thought, to be continued.
    request.path === '/v1/completions'
      ? completing('A dead sensor raises no alert.')(request, response)
      : beginChatSlowly(response, deltas, 30);
  server = await startScriptedServer(scriptedVllm(script, { models: ['thinker'] }));
  workbench = await openWorkbench();
  await workbench.runCommand('Trellis: Connect to Server…');
  await workbench.answer(server.baseUrl.origin);
  await workbench.statusBar('thinker');
});

afterAll(async () => {
  await workbench.close();
  await server[Symbol.asyncDispose]();
});

it('before anything was asked, the view says what it is for', async () => {
  await workbench.toggleContainer('Trellis');
  await workbench.webview().getByText('What a model thinks').waitFor();
  await workbench.webview().getByRole('button', { name: 'Connect to Server…' }).click();
  await workbench.inputBox('Address of your vLLM server');
  await workbench.screenshot('reasoning-welcome');
  await workbench.press('Escape');
  await workbench.toggleContainer('Explorer');
});

it('a thought streams into the sidebar, and the answer alone into a tab, which keeps the focus', async () => {
  await workbench.openFile('src/alerts.ts');
  await workbench.selectLines(28, 39);
  await workbench.runCommand('Trellis: Ask…');
  await workbench.inputBox('The selection in src/alerts.ts is sent with the question.');
  await workbench.answer('What does this do about a sensor that never reported?');

  await workbench.webview().getByText('name the line.').waitFor();
  await workbench.openedTab('What does this do about a sensor that ne.md');
  await expect.poll(() => workbench.visibleText()).toContain("message: 'no reading'");
  await workbench.webview().getByText('Thought for').first().waitFor();
  await workbench.screenshot('reasoning');

  expect(await workbench.webview().locator('#thought').innerText()).toContain('never reported');
  expect(await workbench.visibleText()).not.toContain('Is that wanted?');
  // The keyboard still belongs to the tab.
  await workbench.press('Control+Home');
  expect(await workbench.visibleText()).toContain('> What does this do about');
});

it('a thought that was out of sight is there again when the view is', async () => {
  await workbench.toggleContainer('Explorer');
  await workbench.toggleContainer('Trellis');
  await workbench.webview().getByText('name the line.').waitFor();
  expect(await workbench.webview().locator('#thought').innerText()).toContain(
    'The function goes through all zones',
  );
});

it('two answers at once are both listed, and the older one can be seen and stopped', async () => {
  await workbench.runCommand('Trellis: Ask…');
  await workbench.answer('And what about two sensors in one zone?');
  const view = workbench.webview();
  const older = view.getByRole('button', { name: /^What does this do/ });
  const newer = view.getByRole('button', { name: /^And what about/ });
  await newer.and(view.locator('[aria-current="true"]')).waitFor();
  await older.click();
  await older.and(view.locator('[aria-current="true"]')).waitFor();
  await view.getByText('name the line.').waitFor();

  await view.getByRole('button', { name: 'Stop: What does this do' }).click();
  await server.abandoned;
  await view.getByText('Stopped after').first().waitFor();
  await view.getByRole('button', { name: 'Stop: And what about' }).waitFor();
});

it('Stop in the view ends the answer at the server, and view and tab say so', async () => {
  await workbench.webview().getByRole('button', { name: 'Stop: And what about' }).click();
  await workbench.webview().getByRole('button', { name: 'Stop:' }).waitFor({ state: 'hidden' });
  await workbench.webview().getByText('Stopped after').first().waitFor();
  await workbench.press('Control+End');
  await expect.poll(() => workbench.visibleText()).toContain('Stopped.');
});

it('Answer Now ends the thought, and the answer comes from what was thought so far', async () => {
  await workbench.runCommand('Trellis: Ask…');
  await workbench.answer('And in short?');
  const view = workbench.webview();
  const answerNow = view.getByRole('button', { name: 'Answer now: And in short?' });
  await answerNow.waitFor();
  await workbench.screenshot('reasoning-answer-now');
  await answerNow.click();
  await expect.poll(() => workbench.visibleText()).toContain('A dead sensor raises no alert.');
  await view.getByRole('button', { name: 'Answer now:' }).waitFor({ state: 'hidden' });
  expect(await workbench.visibleText()).not.toContain('Stopped.');
});
