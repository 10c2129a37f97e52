import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorkbench } from './openWorkbench';
import type { Workbench } from './workbench';

let workbench: Workbench;

beforeAll(async () => {
  workbench = await openWorkbench({ settings: { 'files.autoSave': 'off' } });
});

afterAll(() => workbench.close());

it('text that matches an expression is written at the cursor, shown as pending, and kept with Tab', async () => {
  await workbench.statusBar('Trellis: embedded');
  await workbench.openFile('src/zone.ts');
  await workbench.press('Control+End');
  await workbench.type("\nexport const planted = '");
  await workbench.press('Escape');
  await workbench.runCommand('Trellis: Generate…');
  await workbench.answer('the day of planting');
  await workbench.inputBox('regular expression');
  await workbench.answer('20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9])');

  const lenses = await workbench.codeLenses('matches');
  await workbench.screenshot('generate');

  expect(lenses).toContain('Keep');
  expect(lenses).toContain('Discard');
  await workbench.press('Tab');
  await workbench.noCodeLens('Keep');
  expect(await workbench.visibleText()).toMatch(/planted = '20\d\d-\d\d-\d\d'/);
});
