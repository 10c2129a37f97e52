import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  eventStream,
  json,
  startScriptedServer,
  type Script,
  type ScriptedServer,
} from '../support/scriptedServer';
import { scriptedVllm } from '../support/scriptedVllm';
import { openWorkbench } from './openWorkbench';
import type { Workbench } from './workbench';

/** What the server refuses, and what it never brings to an end. */
const refused = 'a day that never was';
const endless = 'all days to come';

let workbench: Workbench;
let server: ScriptedServer;

const answer: Script = (request, response) => {
  const body = JSON.stringify(request.body);
  if (body.includes(refused)) {
    json(response, 400, { error: { message: 'This prompt is too long.', code: 400 } });
  } else if (body.includes(endless)) {
    eventStream(response, 'data: {"choices":[{"delta":{"content":"2087"}}]}\n\n');
  } else json(response, 404, { detail: 'Not Found' });
};

beforeAll(async () => {
  server = await startScriptedServer(scriptedVllm(answer));
  workbench = await openWorkbench({ settings: { 'files.autoSave': 'off' } });
});

afterAll(async () => {
  await workbench.close();
  await server[Symbol.asyncDispose]();
});

/** Answers the questions of *Generate…*. */
async function ask(instruction: string): Promise<void> {
  await workbench.runCommand('Trellis: Generate…');
  await workbench.inputBox('What should');
  await workbench.answer(instruction);
  await workbench.inputBox('regular expression');
  await workbench.answer('20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9])');
}

/** Runs *Generate…* at the cursor, to its end; returns the line of code lenses. */
async function generateDate(): Promise<string> {
  await ask('the day of planting');
  return workbench.codeLenses('matches');
}

it('text that matches an expression is written at the cursor, shown as pending, and kept with Tab', async () => {
  await workbench.statusBar('Trellis: embedded');
  await workbench.openFile('src/zone.ts');
  await workbench.press('Control+End');
  await workbench.type("\nexport const planted = '");
  await workbench.press('Escape');

  const lenses = await generateDate();
  await workbench.screenshot('generate');

  expect(lenses).toContain('Keep');
  expect(lenses).toContain('Discard');
  await workbench.press('Tab');
  await workbench.noCodeLens('Keep');
  expect(await workbench.visibleText()).toMatch(/planted = '20\d\d-\d\d-\d\d'/);
});

it('saving undecided text asks first', async () => {
  await workbench.press('Control+S');
  await workbench.saved('zone.ts');
  await workbench.type(" + '");
  const before = await workbench.visibleText();
  await generateDate();
  expect(await workbench.visibleText()).not.toBe(before);

  await workbench.press('Control+S');
  await workbench.dialog('Do you want to keep', 'Discard and Save');

  await workbench.saved('zone.ts');
  expect(await workbench.visibleText()).toBe(before);
});

it('a save that no extension can hold back asks afterwards', async () => {
  const before = await workbench.visibleText();
  await generateDate();

  await workbench.runCommand('File: Save');
  await workbench.notificationButton('saved with generated text', 'Discard and Save Again');

  await workbench.noCodeLens('Keep');
  await workbench.saved('zone.ts');
  expect(await workbench.visibleText()).toBe(before);
});

it('where code lenses are off, as in the diff that auto-save brings, the title bar has the buttons and the status bar the verdict', async () => {
  await workbench.runCommand('File: Toggle Auto Save');
  await workbench.openFile('src/alerts.ts');
  await workbench.press('Control+End');
  await workbench.type("\nexport const reviewed = '");
  await workbench.press('Escape');
  await workbench.saved('alerts.ts');

  await ask('the day of the last review');
  expect(await workbench.statusBar('Generated text: matches')).toBe('Generated text: matches');
  await workbench.diffShows('reviewed');
  await workbench.diffMarks({ removed: 1, added: 1 });
  // TypeScript looks at the file at its leisure.
  await workbench.noStatusBar('Analyzing');
  await workbench.screenshot('generate-diff');

  await workbench.titleButton('Keep Generated Text');
  await workbench.noDiff();
  await workbench.noStatusBar('Generated text');
  await workbench.saved('alerts.ts');
  expect(await workbench.visibleText()).toMatch(/reviewed = '20\d\d-\d\d-\d\d'/);
});

it('in the diff, Escape discards', async () => {
  const before = await workbench.visibleText();
  await ask('the day of the last review');
  await workbench.statusBar('Generated text: matches');
  await workbench.press('Escape');
  await workbench.noDiff();
  expect(await workbench.visibleText()).toBe(before);
});

it('Escape stops the server first, and discards only then', async () => {
  await workbench.runCommand('File: Toggle Auto Save');
  await workbench.runCommand('Trellis: Connect to Server…');
  await workbench.answer(server.baseUrl.origin);
  await workbench.statusBar('scripted');
  await workbench.openFile('src/zone.ts');
  const before = await workbench.visibleText();

  await ask(endless);
  await expect.poll(() => workbench.visibleText()).toContain('2087');
  await workbench.press('Escape');
  await server.abandoned;
  await workbench.statusBar('Generated text: stopped, matches so far');
  await workbench.press('Escape');
  await workbench.noStatusBar('Generated text');
  await expect.poll(() => workbench.visibleText()).toBe(before);
});

it('a refusal is told in full, and leaves nothing to decide', async () => {
  const before = await workbench.visibleText();
  await ask(refused);
  expect(await workbench.notification('Generate:')).toContain('This prompt is too long.');
  await workbench.noStatusBar('Generated text');
  await workbench.noCodeLens('Keep');
  expect(await workbench.visibleText()).toBe(before);
});
