import { basename } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';

/** About ten keys a second: a quick typist, slow enough for an answer in between. */
const betweenKeysMs = 90;
const patienceMs = 60_000;

/** The part of a DOM element that is read; the compiler knows no DOM here. */
interface DrawnLine {
  readonly style: { readonly top: string };
  readonly textContent: string;
}

/** What a person sees and does in VS Code. Everything waits for what it needs, and nothing longer. */
export class Workbench {
  constructor(
    /** For what the vocabulary below lacks. */
    readonly page: Page,
    readonly close: () => Promise<void>,
  ) {
    page.setDefaultTimeout(patienceMs);
  }

  /** Waits until the extension shows itself. */
  async ready(): Promise<void> {
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
    await this.page.locator('.statusbar-item[id^="trellis-editor.trellis"]').first().waitFor();
  }

  /** Opens a file of the workspace by its path, and waits until it can be typed into. */
  async openFile(path: string): Promise<void> {
    const name = path.slice(path.lastIndexOf('/') + 1);
    await this.openAndPick('Control+P', path, name);
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.editor().locator('.view-line').first().waitFor();
    await this.editor().locator('.cursor').first().waitFor();
  }

  /** Types at the cursor, key by key. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, { delay: betweenKeysMs });
  }

  /** Presses a key, in Playwright's notation: `Tab`, `Control+End`. */
  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** Runs a command by its title in the palette, such as `Trellis: Show Log`. */
  async runCommand(title: string): Promise<void> {
    await this.openAndPick('F1', `>${title}`, title);
  }

  /** Chooses a row of the list that is open. */
  async pick(label: string): Promise<void> {
    await this.quickPick(label).click();
  }

  /** What the row of a list that Enter would take says to a screen reader. */
  async focusedRow(): Promise<string> {
    const row = this.page.locator('.quick-input-list .monaco-list-row.focused').first();
    return (await row.getAttribute('aria-label')) ?? '';
  }

  /** Waits for an input box whose title or prompt holds the words. */
  async inputBox(words: string): Promise<void> {
    await this.page.locator('.quick-input-widget:visible', { hasText: words }).waitFor();
  }

  /** Waits until the tab of that name is in front. */
  async openedTab(name: string): Promise<void> {
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.editor().locator('.view-line').first().waitFor();
  }

  /** Takes the row of a list that is focused, and waits until a tab of that beginning is in front. */
  async openFocused(beginning: string): Promise<void> {
    await this.press('Enter');
    await this.page.locator(`.tab.active[data-resource-name^="${beginning}"]`).waitFor();
    await this.editor().locator('.view-line').first().waitFor();
  }

  /** Answers the input box that is open. */
  async answer(text: string): Promise<void> {
    await this.quickInput().fill(text);
    await this.page.keyboard.press('Enter');
  }

  /** Answers a box that asks for a file, which lists a folder of its own first, whatever is typed meanwhile. */
  async answerWithFile(path: string, tries = 20): Promise<void> {
    await this.quickPick('..').waitFor();
    await this.quickInput().fill(path);
    try {
      await this.quickPick(basename(path)).waitFor({ timeout: 3_000 });
    } catch (error) {
      if (tries <= 1) throw error;
      return this.answerWithFile(path, tries - 1);
    }
    await this.page.keyboard.press('Enter');
  }

  /** The ghost text, once there is some, with its line breaks. */
  async ghostText(): Promise<string> {
    const inline = this.editor().locator('.ghost-text-decoration, .ghost-text-decoration-preview');
    await inline.first().waitFor();
    const first = (await inline.allTextContents()).join('');
    const further = await this.editor()
      .locator('.suggest-preview-text .view-line')
      .allTextContents();
    return [first, ...further].map(plainSpaces).join('\n');
  }

  /** Waits until there is no ghost text. */
  async noGhostText(): Promise<void> {
    const ghost = this.editor().locator('.ghost-text-decoration, .suggest-preview-text .view-line');
    await ghost.first().waitFor({ state: 'detached' });
  }

  /** The lines of the active editor that are on the screen, ghost text included. */
  async visibleText(): Promise<string> {
    const lines = this.editor().locator('.view-lines > .view-line');
    const placed = await lines.evaluateAll((elements: readonly DrawnLine[]) =>
      elements.map(({ style, textContent }) => ({
        top: Number.parseFloat(style.top),
        text: textContent,
      })),
    );
    return placed
      .toSorted((a, b) => a.top - b.top)
      .map(({ text }) => plainSpaces(text))
      .join('\n');
  }

  /** Selects whole lines of the file that is open; numbers count from 1, both lines included. */
  async selectLines(first: number, last: number): Promise<void> {
    await this.openQuickInput('Control+G', `:${first}`);
    await this.press('Enter');
    await this.quickInput().waitFor({ state: 'hidden' });
    for (let line = first; line <= last; line++) await this.press('Shift+ArrowDown');
  }

  /** Waits for the light bulb, opens its menu and chooses an entry. */
  async lightBulb(title: string): Promise<void> {
    await this.page.locator('.lightBulbWidget:visible').first().click();
    await this.page.locator('.action-widget .monaco-list-row', { hasText: title }).click();
  }

  /** Waits until the right side of a diff holds the words. */
  async diffShows(words: string): Promise<void> {
    const lines = this.page.locator('.monaco-diff-editor .modified-in-monaco-diff-editor');
    await lines.locator('.view-line', { hasText: words }).first().waitFor();
  }

  /** Waits until a diff marks so many lines, which takes it a moment after its text is there. */
  async diffMarks({ removed, added }: { removed: number; added: number }): Promise<void> {
    const diff = this.page.locator('.monaco-diff-editor');
    await diff
      .locator('.delete-sign')
      .nth(removed - 1)
      .waitFor();
    await diff
      .locator('.insert-sign')
      .nth(added - 1)
      .waitFor();
  }

  /** Waits until no diff is open. */
  async noDiff(): Promise<void> {
    await this.page.locator('.monaco-diff-editor').first().waitFor({ state: 'hidden' });
  }

  /** The line of code lenses that holds the words, once there is one. */
  async codeLenses(words: string): Promise<string> {
    const line = this.codeLens(words);
    await line.waitFor();
    return plainSpaces((await line.textContent()) ?? '');
  }

  /** Waits until no code lens holds the words. */
  async noCodeLens(words: string): Promise<void> {
    await this.codeLens(words).waitFor({ state: 'detached' });
  }

  /** What a status bar item says to a screen reader, once one holds that text. */
  async statusBar(text: string): Promise<string> {
    const item = this.statusItem(text);
    await item.waitFor();
    return (await item.locator('[aria-label]').first().getAttribute('aria-label')) ?? '';
  }

  /** Presses a button in the title bar of the editor in front. */
  async titleButton(name: string): Promise<void> {
    const actions = this.page.locator('.editor-group-container.active .editor-actions');
    await actions.getByRole('button', { name }).click();
  }

  /** Waits until no status bar item holds the text. */
  async noStatusBar(text: string): Promise<void> {
    await this.statusItem(text).waitFor({ state: 'hidden' });
  }

  /** The text of a notification that holds the given words, once it is there. */
  async notification(words: string): Promise<string> {
    const toast = this.page.locator('.notification-toast', { hasText: words }).first();
    await toast.waitFor();
    return plainSpaces(
      (await toast.locator('.notification-list-item-message').textContent()) ?? '',
    );
  }

  /** Presses a button of a notification that holds the given words, once it is there. */
  async notificationButton(words: string, button: string): Promise<void> {
    const toast = this.page.locator('.notification-toast', { hasText: words }).first();
    await toast.getByRole('button', { name: button }).click();
  }

  /** Waits until no notification holds the words. */
  async noNotification(words: string): Promise<void> {
    await this.page
      .locator('.notification-toast', { hasText: words })
      .waitFor({ state: 'detached' });
  }

  /** What a dialog says that holds the given words, once it is there. */
  async dialogText(words: string): Promise<string> {
    const box = this.page.locator('.monaco-dialog-box', { hasText: words });
    await box.waitFor();
    return plainSpaces((await box.textContent()) ?? '');
  }

  /** Presses a button of the dialog that holds the given words, once it is there. */
  async dialog(words: string, button: string): Promise<void> {
    const box = this.page.locator('.monaco-dialog-box', { hasText: words });
    await box.getByRole('button', { name: button }).click();
    await box.waitFor({ state: 'detached' });
  }

  /** Waits until the file in front has no unsaved changes. */
  async saved(name: string): Promise<void> {
    await this.page.locator(`.tab.active[data-resource-name="${name}"]:not(.dirty)`).waitFor();
  }

  /** Waits until the tab of that name is in front and says that it is not saved. */
  async unsaved(name: string): Promise<void> {
    await this.page.locator(`.tab.active.dirty[data-resource-name="${name}"]`).waitFor();
  }

  /** Reloads the window, as *Developer: Reload Window* does, and waits until it is back. */
  async reload(): Promise<void> {
    // The window does not go while it holds what is neither saved nor backed up.
    const leaves = "dispatchEvent(new Event('beforeunload', { cancelable: true }))";
    await this.page.waitForFunction(leaves, undefined, { polling: 250 });
    await this.page.reload();
    await this.ready();
  }

  /** The page of the webview view that is open. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview').frameLocator('#active-frame');
  }

  /** Opens a container of the activity bar, or closes it where it is open. */
  async toggleContainer(name: string): Promise<void> {
    await this.page.locator('.activitybar').getByRole('tab', { name }).click();
  }

  /** Takes a picture of the window into the folder of this run's screenshots. */
  async screenshot(name: string): Promise<void> {
    const folder = process.env['TRELLIS_SCREENSHOTS'] ?? join('dist', 'screenshots');
    await mkdir(folder, { recursive: true });
    // Animations at their end: a list that fades in is no picture.
    await this.page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
  }

  private editor(): Locator {
    return this.page.locator('.editor-group-container.active .monaco-editor').first();
  }

  /** A focus that still moves, after a tab was closed, shuts the box again: then once more. */
  /** A list that closes just now may take the one that opens along: then it is opened again. */
  private async openAndPick(key: string, text: string, label: string, tries = 10): Promise<void> {
    await this.openQuickInput(key, text);
    try {
      await this.quickPick(label).click({ timeout: patienceMs / 10 });
    } catch (error) {
      if (tries <= 1) throw error;
      await this.openAndPick(key, text, label, tries - 1);
    }
  }

  private async openQuickInput(key: string, text: string, tries = 10): Promise<void> {
    await this.press(key);
    try {
      await this.quickInput().fill(text, { timeout: patienceMs / 20 });
    } catch (error) {
      if (tries <= 1) throw error;
      await this.openQuickInput(key, text, tries - 1);
    }
  }

  private codeLens(words: string): Locator {
    return this.editor().locator('.codelens-decoration', { hasText: words }).first();
  }

  private statusItem(text: string): Locator {
    return this.page.locator('.statusbar-item', { hasText: text }).first();
  }

  private quickInput(): Locator {
    return this.page.locator('.quick-input-widget:visible .quick-input-box input');
  }

  private quickPick(label: string): Locator {
    const rows = this.page.locator('.quick-input-list .monaco-list-row');
    const named = this.page.locator('.label-name', { hasText: exactly(label) });
    return rows.filter({ has: named }).first();
  }
}

/** The editor draws spaces that do not break. */
function plainSpaces(text: string): string {
  return text.replaceAll('\u00a0', ' ');
}

function exactly(text: string): RegExp {
  return new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
}
