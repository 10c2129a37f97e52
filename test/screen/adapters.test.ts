import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorkbench } from './openWorkbench';
import type { Workbench } from './workbench';

let workbench: Workbench;

beforeAll(async () => {
  workbench = await openWorkbench({
    files: {
      'adapters/house-style/errors.ts': 'export const failed = reportFailure(zone, cause);\n',
      'adapters/unit-tests/zone.test.ts': "it('waters what is dry', () => expectWatered(zone));\n",
    },
  });
});

afterAll(() => workbench.close());

async function load(path: string): Promise<void> {
  await workbench.runCommand('Trellis: Load Adapter…');
  await workbench.inputBox('A folder of code');
  await workbench.answer(path);
  await workbench.inputBox('Name of the adapter');
  // Its last segment stands there already.
  await workbench.press('Enter');
  await workbench.notification('is loaded');
}

it('an adapter that is not there is told precisely', async () => {
  await workbench.statusBar('Trellis: embedded');
  await workbench.runCommand('Trellis: Load Adapter…');
  await workbench.answer('adapters/none');
  await workbench.inputBox('Name of the adapter');
  await workbench.press('Enter');
  expect(await workbench.notification('found no adapter')).toContain('“adapters/none”');
  await workbench.runCommand('Notifications: Clear All Notifications');
});

it('adapters are loaded, and one is used in this workspace', async () => {
  await load('adapters/house-style');
  await load('adapters/unit-tests');
  await workbench.runCommand('Notifications: Clear All Notifications');
  await workbench.openFile('src/zone.ts');
  await workbench.runCommand('Trellis: Use Adapter…');
  await workbench.pick('house-style');
  const words = await workbench.statusBar('Trellis: embedded · house-style');
  expect(words).toContain('use the adapter house-style');
  await workbench.runCommand('Trellis: Use Adapter…');
  await workbench.inputBox('Use Adapter in This Workspace');
  expect(await workbench.focusedRow()).toContain('house-style, in use');
  await workbench.screenshot('adapters');
  await workbench.press('Escape');
});

it('the adapter in use is unloaded, and the base model answers again', async () => {
  await workbench.runCommand('Trellis: Unload Adapter…');
  await workbench.pick('house-style');
  await workbench.dialog('Unload “house-style”', 'Cancel');
  await workbench.statusBar('Trellis: embedded · house-style');
  await workbench.runCommand('Trellis: Unload Adapter…');
  await workbench.pick('house-style');
  await workbench.dialog('Unload “house-style”', 'Unload');
  const words = await workbench.notification('is unloaded');
  expect(words).toContain('now uses trellis-embedded');
  const status = await workbench.statusBar('Trellis: embedded');
  expect(status).not.toContain('house-style');
});
