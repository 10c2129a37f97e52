import { afterAll, beforeAll, expect, it } from 'vitest';
import { refactoring } from '../support/scriptedRefactoring';
import { startScriptedServer, type Script, type ScriptedServer } from '../support/scriptedServer';
import { scriptedVllm } from '../support/scriptedVllm';
import { openWorkbench } from './openWorkbench';
import type { Workbench } from './workbench';

const chained = `
  return store
    .zones()
    .flatMap((zone) => store.latest(zone, 'temperature') ?? [])
    .flatMap((reading) => checkReading(reading) ?? []);`;
const shorterLoop = `
  const alerts: Alert[] = [];
  for (const zone of store.zones()) {
    const reading = store.latest(zone, 'temperature');
    const alert = reading && checkReading(reading);
    if (alert) alerts.push(alert);
  }
  return alerts;`;
const filtered = `
  return store
    .zones()
    .map((zone) => store.latest(zone, 'temperature'))
    .map((reading) => reading && checkReading(reading))
    .filter((alert) => alert !== undefined);`;

/** An instruction on which the server works for ever. */
const unanswerable = 'prove that it halts';

let workbench: Workbench;
let server: ScriptedServer;

beforeAll(async () => {
  const answers = [chained, shorterLoop, filtered];
  const answer = refactoring({ answers });
  const script: Script = (request, response) =>
    JSON.stringify(request.body).includes(unanswerable) ? undefined : answer(request, response);
  server = await startScriptedServer(scriptedVllm(script));
  workbench = await openWorkbench();
  await workbench.runCommand('Trellis: Connect to Server…');
  await workbench.answer(server.baseUrl.origin);
  await workbench.statusBar('scripted');
});

afterAll(async () => {
  await workbench.close();
  await server[Symbol.asyncDispose]();
});

/** The text from there on, which stays on the screen wherever the rest was scrolled. */
async function lastFunction(): Promise<string> {
  const text = await workbench.visibleText();
  return text.slice(text.indexOf('export function checkZones'));
}

it('what is selected is refactored: three beams are looked at as diffs, one is taken, one undo restores', async () => {
  await workbench.openFile('src/alerts.ts');
  await workbench.selectLines(28, 39);
  const before = await lastFunction();

  await workbench.lightBulb('Trellis: Refactor Selection…');
  await workbench.inputBox('Refactor Selection');
  await workbench.answer('without a mutable array');
  await workbench.inputBox('Trellis: 3 beams');
  await workbench.diffShows('.flatMap((zone)');
  await workbench.press('ArrowDown');
  await workbench.diffShows('if (alert) alerts.push(alert);');
  await workbench.press('ArrowUp');
  await workbench.diffShows('.flatMap((zone)');
  await workbench.diffMarks({ removed: 12, added: 4 });
  await workbench.screenshot('refactor');

  await workbench.press('Enter');
  await workbench.noDiff();
  await workbench.statusBar('Ln 32, Col 1');
  expect(await lastFunction()).toContain('.flatMap((reading) =>');
  await workbench.press('Control+Z');
  await expect.poll(lastFunction).toBe(before);
});

it('Escape closes the diff and leaves everything as it was', async () => {
  await workbench.selectLines(28, 39);
  const before = await lastFunction();
  await workbench.runCommand('Trellis: Refactor Selection…');
  await workbench.inputBox('Leave empty to repeat the last instruction');
  await workbench.press('Enter');
  await workbench.inputBox('Trellis: 3 beams');
  await workbench.diffShows('.flatMap((zone)');
  await workbench.press('Escape');
  await workbench.noDiff();
  await expect.poll(lastFunction).toBe(before);
});

it('Cancel in the progress reaches the server and changes nothing', async () => {
  await workbench.selectLines(28, 39);
  const before = await lastFunction();
  await workbench.runCommand('Trellis: Refactor Selection…');
  await workbench.answer(unanswerable);
  const progress = `Refactoring alerts.ts with scripted: ${unanswerable}`;
  await workbench.notificationButton(progress, 'Cancel');
  await server.abandoned;
  await workbench.noNotification(progress);
  expect(await lastFunction()).toBe(before);
});
