/** A server that means harm, in every place of the window where its words are shown. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { hostileKey, hostileServer, wish } from '../support/hostileServer';
import { hostileHost, hostileIcon, hostileMarks } from '../support/hostileWords';
import { startScriptedServer, type ScriptedServer } from '../support/scriptedServer';
import { openWorkbench } from './openWorkbench';
import type { Workbench } from './workbench';

let workbench: Workbench;
let server: ScriptedServer;
/** Addresses that the window asked for. */
const asked: string[] = [];

beforeAll(async () => {
  server = await startScriptedServer(hostileServer);
  workbench = await openWorkbench({
    settings: {
      'files.autoSave': 'off',
      'workbench.hover.delay': 1,
      // VS Code's own question, in front of everything, about separators of lines in a file.
      'editor.unusualLineTerminators': 'off',
    },
  });
  workbench.page.on('request', (request) => asked.push(request.url()));
});

afterAll(async () => {
  await workbench.close();
  await server[Symbol.asyncDispose]();
});

/** After each place: nothing in the window came alive, nothing ran, and nothing was fetched. */
afterEach(async () => {
  expect(await alive(workbench.page)).toEqual([]);
  expect(asked.filter((address) => address.includes(hostileHost))).toEqual([]);
  expect(await workbench.page.locator('.tab', { hasText: 'Untitled' }).count()).toBe(0);
});

/** The part of a DOM element that is read; the compiler knows no DOM here. */
interface Drawn {
  readonly outerHTML: string;
}

/** Whatever in the window or in a page inside it can be clicked or loads, and came from the server. */
async function alive(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  const clickable = 'a[href], [data-href], [onclick], .detected-link, .detected-link-active';
  const loading = 'img, iframe, script, object, embed, link';
  for (const frame of page.frames()) {
    const html = await frame
      .locator(`${clickable}, ${loading}`)
      .evaluateAll((elements: readonly Drawn[]) => elements.map(({ outerHTML }) => outerHTML));
    found.push(...html.filter((text) => hostileMarks.some((mark) => text.includes(mark))));
    found.push(...(await frame.locator(`.codicon-${hostileIcon}`).allTextContents()));
  }
  return found;
}

async function connect(address: string): Promise<void> {
  await workbench.runCommand('Trellis: Connect to Server…');
  await workbench.answer(address);
}

/**
 * Moves the mouse over what is drawn, and waits for what VS Code tells of it. A list that is drawn anew
 * meanwhile forgets the mouse: then it comes once more, as a person's would.
 */
async function hover(selector: string, tries = 12): Promise<void> {
  const { page } = workbench;
  const told = page.locator('.monaco-hover:visible, .workbench-hover:visible').first();
  await page.mouse.move(0, 0);
  await page.locator(selector).first().hover();
  try {
    await told.waitFor({ timeout: 5_000 });
  } catch (error) {
    if (tries <= 1) throw error;
    await hover(selector, tries - 1);
  }
}

const base = '[Fix it now](command:';

it('the search finds what is alive, so that it can fail', async () => {
  const { page } = workbench;
  const add = `document.body.insertAdjacentHTML('beforeend', '<p id="bait"><a href="command:${hostileMarks[1] ?? ''}">x</a><b class="codicon-${hostileIcon}">y</b></p>')`;
  await page.evaluate(add);
  expect(await alive(page)).toHaveLength(2);
  await page.evaluate(`document.getElementById('bait').remove()`);
});

it('the key box', async () => {
  await workbench.statusBar('Trellis: embedded');
  await connect(server.baseUrl.origin);
  await workbench.inputBox('API Key');
  await workbench.answer('wrong-key');
  await workbench.inputBox('Fix it now');
  expect(await alive(workbench.page)).toEqual([]);
  await workbench.screenshot('hostile-key');
  await workbench.answer(hostileKey);
});

it('the status bar and what it tells', async () => {
  expect(await workbench.statusBar('Fix it now')).toContain('a\\u202eb');
  await hover('.statusbar-item:has-text("Fix it now")');
});

it('the menu', async () => {
  await workbench.runCommand('Trellis: Show Menu');
  await workbench.inputBox('Trellis');
  expect(await alive(workbench.page)).toEqual([]);
  await workbench.press('Escape');
});

it('the list of models', async () => {
  await workbench.runCommand('Trellis: Select Model…');
  await workbench.inputBox('Select Model');
  // Rows whose description is in sight: others have names too long for that.
  for (const name of ['[docs]', '[keys]', '[add]']) {
    await hover(`.quick-input-list .monaco-list-row:has-text("${name}") .label-description`);
    expect(await alive(workbench.page)).toEqual([]);
  }
  await workbench.screenshot('hostile-models');
  await workbench.press('Escape');
});

it('the list of adapters', async () => {
  await workbench.runCommand('Trellis: Use Adapter…');
  await workbench.inputBox('Use Adapter');
  for (const name of ['[docs]', '[keys]', '[add]']) {
    await hover(`.quick-input-list .monaco-list-row:has-text("${name}") .label-description`);
    expect(await alive(workbench.page)).toEqual([]);
  }
  await workbench.press('Escape');
});

it('a notification of what went wrong, and its progress', async () => {
  await workbench.runCommand('Trellis: Load Adapter…');
  await workbench.inputBox('Path of the adapter');
  await workbench.answer('/adapters/[Fix](command:newUntitledFile)');
  await workbench.inputBox('Name of the adapter');
  await workbench.answer('[Fix](command:newUntitledFile)');
  await workbench.page.locator('.notification-toast').first().waitFor();
  expect(await alive(workbench.page)).toEqual([]);
  await workbench.screenshot('hostile-notification');
  await workbench.runCommand('Notifications: Clear All Notifications');
});

it('the tab of an answer, and the Reasoning view', async () => {
  await workbench.toggleContainer('Trellis');
  await workbench.runCommand('Trellis: Ask…');
  await workbench.answer('What is this?');
  await workbench.openedTab('What is this.md');
  await workbench.webview().locator('#thought', { hasText: 'trellis: all is well' }).waitFor();
  await workbench.press('Control+Home');
  await expect.poll(() => workbench.visibleText()).toContain(base);
  await workbench.screenshot('hostile-answer');
});

it('an answer that failed', async () => {
  await workbench.runCommand('Trellis: Ask…');
  await workbench.answer(wish.failure);
  await workbench.openedTab(`${wish.failure}.md`);
  await expect
    .poll(() => workbench.visibleText())
    .toContain('The server refused the request: [Fix it now] (');
  await workbench.toggleContainer('Explorer');
});

it('the page of the last request', async () => {
  await workbench.runCommand('Trellis: Show Last Request');
  await workbench.inputBox('Trellis: Recent Requests');
  expect(await alive(workbench.page)).toEqual([]);
  await workbench.openFocused('Request ');
  await expect.poll(() => workbench.visibleText()).toContain('failed (rejected): [Fix it now] (');
  expect(await workbench.page.locator('.statusbar-item', { hasText: 'Markdown' }).count()).toBe(0);
  await workbench.screenshot('hostile-request');
});

it('the list of candidates', async () => {
  await workbench.openFile('src/alerts.ts');
  await workbench.selectLines(28, 39);
  await workbench.runCommand('Trellis: Refactor Selection…');
  await workbench.inputBox('Refactor Selection');
  await workbench.answer('without a mutable array');
  await workbench.inputBox('Trellis: 3 ');
  await workbench.diffShows('Fix');
  expect(await alive(workbench.page)).toEqual([]);
  await workbench.press('Escape');
  await workbench.noDiff();
});

it('candidates for a document in Markdown, where links run commands', async () => {
  await workbench.openFile('README.md');
  await workbench.selectLines(3, 4);
  await workbench.runCommand('Trellis: Refactor Selection…');
  await workbench.answer('say it better');
  await workbench.inputBox('Trellis: 3 ');
  await workbench.diffShows('Fix');
  await workbench.screenshot('hostile-markdown');
  expect(await alive(workbench.page)).toEqual([]);
  await workbench.press('Escape');
  await workbench.noDiff();
});

it('generated text and its verdict', async () => {
  await workbench.openFile('src/zone.ts');
  await workbench.press('Control+End');
  await workbench.runCommand('Trellis: Generate…');
  await workbench.inputBox('What should');
  await workbench.answer('anything');
  await workbench.inputBox('regular expression');
  await workbench.answer('[a-z]+');
  await workbench.statusBar('contains invisible characters');
  await hover('.statusbar-item:has-text("Generated text")');
  await workbench.press('Escape');
  await workbench.press('Escape');
  await workbench.noStatusBar('Generated text');
});

it('the log', async () => {
  await connect(`${server.baseUrl.origin}/nowhere`);
  await workbench.runCommand('Trellis: Show Log');
  await workbench.page.locator('.part.panel .view-line', { hasText: 'ready' }).first().waitFor();
  await workbench.screenshot('hostile-log');
});

it('a line of five megabytes, as an answer and as a failure, leaves the window to the person', async () => {
  await workbench.runCommand('View: Toggle Panel Visibility');
  await workbench.toggleContainer('Trellis');
  await workbench.runCommand('Trellis: Ask…');
  await workbench.answer(wish.endlessFailure);
  await workbench.openedTab(`${wish.endlessFailure}.md`);
  await expect.poll(() => workbench.visibleText()).toContain('xxxxx');
  await workbench.runCommand('Trellis: Ask…');
  await workbench.answer(wish.endlessAnswer);
  await workbench.openedTab(`${wish.endlessAnswer}.md`);
  await workbench.webview().getByText('xxxxx').first().waitFor();
  const atTheEnd = async (): Promise<string> => {
    await workbench.press('Control+End');
    return workbench.visibleText();
  };
  await expect.poll(atTheEnd).toContain('Stopped: the answer is longer');
  await workbench.openFile('src/zone.ts');
  await workbench.press('Control+Home');
  await workbench.type('// in time');
  await expect.poll(() => workbench.visibleText()).toContain('// in time');
});
