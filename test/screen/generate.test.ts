import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorkbench } from './openWorkbench';
import type { Workbench } from './workbench';

let workbench: Workbench;

beforeAll(async () => {
  workbench = await openWorkbench({ settings: { 'files.autoSave': 'off' } });
});

afterAll(() => workbench.close());

/** Runs *Generate…* at the cursor, to its end; returns the line of code lenses. */
async function generateDate(): Promise<string> {
  await workbench.runCommand('Trellis: Generate…');
  await workbench.answer('the day of planting');
  await workbench.inputBox('regular expression');
  await workbench.answer('20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9])');
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
  await workbench.dialog('not decided yet', 'Discard and Save');

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
