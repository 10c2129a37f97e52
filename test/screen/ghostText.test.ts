import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorkbench } from './openWorkbench';
import type { Workbench } from './workbench';

let workbench: Workbench;

beforeAll(async () => {
  workbench = await openWorkbench();
});

afterAll(() => workbench.close());

it('completes what a person types from the code of the workspace, and Tab takes it', async () => {
  await workbench.statusBar('Trellis: embedded');
  await workbench.openFile('src/watering.ts');
  await workbench.press('Control+End');
  await workbench.type(
    '\nexport function needsWater(zone: Zone, store: SensorStore) {\nconst summ',
  );

  const ghost = await workbench.ghostText();
  await workbench.screenshot('ghost-text');

  expect(ghost).toContain('ary = summarize(');
  await workbench.press('Tab');
  await workbench.noGhostText();
  expect(await workbench.visibleText()).toContain('const summary = summarize(');
});
