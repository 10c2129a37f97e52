import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { ContextKey } from '../commands/contextKeys';
import { registerCommands } from '../commands/registerCommands';
import { setContext } from '../commands/setContext';
import { lensesFor } from './pendingLenses';
import type { PendingMemory } from './pendingMemory';
import { PendingStatus } from './pendingStatus';
import type { PendingSurface } from './pendingSurface';
import type { PendingText } from './pendingText';
import { askAfterSave, askBeforeSave, type SaveChoice } from './savePending';
import { showPendingEnded, showNothingToDecide, showPlaceLost } from './pendingEndedMessages';
import type { PendingVerdict } from './verdictWords';
import { showWarning } from '../window/messages';

const writing: PendingVerdict = { brief: 'writing…', full: 'writing…', severity: 'none' };

/**
 * The controls of the one pending text: code lenses above it, buttons in its tab's title bar, a
 * status bar item, keys under a context key, and the question before a save.
 */
export class PendingControls implements vscode.CodeLensProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly refreshed = this.store.add(new vscode.EventEmitter<void>());
  private readonly status = this.store.add(new PendingStatus());
  private readonly told = new Map<ContextKey, string>();
  private current: PendingText | undefined;
  /** The decision that is being carried out; others made meanwhile are none. */
  private settling: 'keep' | 'discard' | undefined;

  readonly onDidChangeCodeLenses = this.refreshed.event;

  constructor(private readonly memory: PendingMemory) {
    this.store.add(vscode.languages.registerCodeLensProvider({ scheme: '*' }, this));
    this.store.add(
      registerCommands({
        keepPending: () => this.keep(),
        discardPending: () => this.discard(),
        stopPending: () => this.current?.stop(),
        showPending: () => this.reveal(),
        savePending: () => this.save(),
      }),
    );
    const announce = (): void => this.announce();
    this.store.add(vscode.window.onDidChangeActiveTextEditor(announce));
    this.store.add(vscode.window.tabGroups.onDidChangeTabs(announce));
    this.store.add(vscode.window.tabGroups.onDidChangeTabGroups(announce));
    this.store.add(
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (this.shows(document)) void this.decideAfterSave();
      }),
    );
  }

  isBusy(): boolean {
    return this.current !== undefined;
  }

  /** Brings the undecided text to the front. */
  async reveal(): Promise<void> {
    await this.current?.surface.reveal();
  }

  /** Puts the controls on a surface until it is decided or left to the person. */
  show(surface: PendingSurface, { stop, remark }: Pick<PendingText, 'stop' | 'remark'>): void {
    const store = new DisposableStore();
    const current: PendingText = { surface, stop, remark, verdict: writing };
    this.current = current;
    store.add(surface);
    store.add(
      surface.onDidChange(() => {
        const open = surface.state === 'writing' || surface.state === 'deciding';
        if (this.current === current && !open) {
          this.current = undefined;
          stop();
          store.dispose();
          if (surface.state === 'refused') warnOfRefusal();
          else if (surface.state === 'left' && this.settling === undefined) {
            showPendingEnded(surface.leftBecause);
          }
        }
        this.announce();
      }),
    );
    this.announce();
  }

  /** Says beside the controls how the text did. */
  note(surface: PendingSurface, verdict: PendingVerdict): void {
    if (this.current?.surface !== surface) return;
    this.current.verdict = verdict;
    this.announce();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    return this.current && this.shows(document) ? lensesFor(this.current) : [];
  }

  dispose(): void {
    this.current?.stop();
    this.current?.surface.dispose();
    this.store.dispose();
  }

  private async keep(): Promise<void> {
    const decided = await this.settle('keep');
    if (!decided) return;
    const { surface } = decided;
    if (surface.state === 'left') {
      showPendingEnded(surface.leftBecause);
      return;
    }
    if (this.current !== decided) return;
    if (surface.placeIsLost) {
      void showPlaceLost(surface.text);
      return;
    }
    void showWarning('VS Code did not accept all of the text. It is still pending.');
  }

  private async discard(): Promise<void> {
    const decided = await this.settle('discard');
    if (!decided) return;
    if (decided.surface.state === 'left') {
      void showWarning('The generated text was changed, so it was not removed.');
    } else if (this.current === decided) {
      void showWarning('VS Code did not remove the text. Try again.');
    }
  }

  /** Says what was decided on; a key or a button may come too late, or twice. */
  private async settle(decision: 'keep' | 'discard'): Promise<PendingText | undefined> {
    const { current } = this;
    if (!current) showNothingToDecide();
    if (!current || this.settling) return undefined;
    this.settling = decision;
    try {
      current.stop();
      await current.surface[decision]();
    } finally {
      this.settling = undefined;
    }
    return current;
  }

  /** Saving undecided text asks first; in place of the save key while there is some. */
  private async save(): Promise<void> {
    const { current } = this;
    const choice = await askBeforeSave();
    // Asked of that text; by now it may be decided, and another one wait.
    if (!current || choice === undefined || this.current !== current) return;
    await this.decideAndSave(choice, current);
  }

  private async decideAfterSave(): Promise<void> {
    const { current } = this;
    const choice = await askAfterSave();
    if (!current || choice === undefined || this.current !== current) return;
    if (choice === 'keep') await this.keep();
    else await this.decideAndSave(choice, current);
  }

  /** Saves only what was decided, and only the file that it was decided for. */
  private async decideAndSave(choice: SaveChoice, { surface }: PendingText): Promise<void> {
    await (choice === 'keep' ? this.keep() : this.discard());
    const wanted = choice === 'keep' ? 'kept' : 'discarded';
    if (surface.state === wanted) await vscode.workspace.save(surface.document);
  }

  private shows(document: vscode.TextDocument): boolean {
    return document.uri.toString() === this.current?.surface.place.uri.toString();
  }

  /** What of it stands in its document already must be found after a reload of the window. */
  private remember(): void {
    const { current } = this;
    const text = current?.surface.written;
    this.memory.remember(
      current && text
        ? {
            uri: current.surface.document.toString(),
            text,
            ...(current.remark !== undefined && { remark: current.remark }),
            ...(current.verdict !== writing && { verdict: current.verdict }),
          }
        : undefined,
    );
  }

  /** Tells every control what there is to decide. */
  private announce(): void {
    this.remember();
    this.refreshed.fire();
    this.status.show(this.current);
    const surface = this.current?.surface;
    this.tell('pendingEdit', surface !== undefined);
    this.tell('pendingInFront', surface?.inFront ?? false);
    this.tell('pendingWriting', surface?.state === 'writing');
    this.tell('pendingPaths', surface?.titlePath === undefined ? [] : [surface.titlePath]);
  }

  /** Sets a context key where it is another one than before: text arrives many times a second. */
  private tell(key: ContextKey, value: boolean | readonly string[]): void {
    const spelled = JSON.stringify(value);
    if (this.told.get(key) === spelled) return;
    this.told.set(key, spelled);
    setContext(key, value);
  }
}

function warnOfRefusal(): void {
  const words = 'The text could not be written: this editor is read-only.';
  void showWarning(words);
}
