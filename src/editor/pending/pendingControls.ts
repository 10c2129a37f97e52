import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { commands } from '../commandTable';
import { registerCommands } from '../commands/register';
import type { PendingSurface } from './pendingSurface';

const contextKeys = {
  /** There is undecided text somewhere. */
  pending: 'trellis.pendingEdit',
  /** It is in front: in any other file Tab and Esc are what they always are. */
  inFront: 'trellis.pendingInFront',
} as const;

/** What is being decided, and what is known of it so far. */
interface Current {
  readonly surface: PendingSurface;
  readonly store: DisposableStore;
  note: string;
}

/**
 * The controls of the one pending text: code lenses above it, Tab and Esc under a context key, and
 * the question before a save.
 */
export class PendingControls implements vscode.CodeLensProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly refreshed = this.store.add(new vscode.EventEmitter<void>());
  private current: Current | undefined;

  readonly onDidChangeCodeLenses = this.refreshed.event;

  constructor() {
    this.store.add(vscode.languages.registerCodeLensProvider({ scheme: '*' }, this));
    this.store.add(
      registerCommands({
        keepPending: () => this.keep(),
        discardPending: () => this.discard(),
        savePending: () => this.save(),
      }),
    );
    this.store.add(vscode.window.onDidChangeActiveTextEditor(() => this.announce()));
    this.store.add(
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (this.shows(document)) void this.askAfterSave();
      }),
    );
  }

  get busy(): boolean {
    return this.current !== undefined;
  }

  /** Brings the undecided text to the front. */
  async reveal(): Promise<void> {
    await this.current?.surface.reveal();
  }

  /** Puts the controls on a surface; `onEnd` is called once it is decided or left to the person. */
  show(surface: PendingSurface, onEnd: () => void): void {
    const store = new DisposableStore();
    const current: Current = { surface, store, note: 'writing…' };
    this.current = current;
    store.add(surface);
    store.add(
      surface.onDidChange(() => {
        this.refreshed.fire();
        if (surface.state === 'writing' || surface.state === 'deciding') return;
        if (this.current !== current) return;
        this.current = undefined;
        this.announce();
        onEnd();
        store.dispose();
      }),
    );
    this.announce();
  }

  /** Says beside the controls how the text did. */
  note(surface: PendingSurface, note: string): void {
    if (this.current?.surface !== surface) return;
    this.current.note = note;
    this.refreshed.fire();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!this.current || !this.shows(document)) return [];
    const { surface, note } = this.current;
    const { line } = surface.place;
    const range = new vscode.Range(line, 0, line, 0);
    return [
      new vscode.CodeLens(range, { title: 'Keep', command: commands.keepPending.id }),
      new vscode.CodeLens(range, { title: 'Discard', command: commands.discardPending.id }),
      new vscode.CodeLens(range, { title: note, command: '' }),
    ];
  }

  dispose(): void {
    this.current?.store.dispose();
    this.store.dispose();
  }

  private async keep(): Promise<void> {
    await this.current?.surface.keep();
  }

  private async discard(): Promise<void> {
    await this.current?.surface.discard();
  }

  /** Saving undecided text asks first; in place of the save key while there is some. */
  private async save(): Promise<void> {
    const keep = 'Keep and Save';
    const discard = 'Discard and Save';
    const choice = await vscode.window.showWarningMessage(
      'The generated text is not decided yet.',
      { modal: true },
      keep,
      discard,
    );
    if (choice === undefined) return;
    await (choice === keep ? this.keep() : this.discard());
    await vscode.commands.executeCommand('workbench.action.files.save');
  }

  /**
   * Saved by a menu or by *Save All*, which no extension can hold back for as long as a person
   * thinks. The text is on the disk now; whoever discards it has it taken from there, too.
   */
  private async askAfterSave(): Promise<void> {
    const discard = 'Discard and Save Again';
    const document = this.current?.surface.place.uri;
    const choice = await vscode.window.showWarningMessage(
      'The file was saved with generated text that is not decided yet.',
      'Keep',
      discard,
    );
    if (choice === 'Keep') await this.keep();
    if (choice !== discard || !document) return;
    await this.discard();
    await vscode.workspace.save(document);
  }

  private shows(document: vscode.TextDocument | undefined): boolean {
    return document?.uri.toString() === this.current?.surface.place.uri.toString();
  }

  private announce(): void {
    this.refreshed.fire();
    const inFront = this.shows(vscode.window.activeTextEditor?.document);
    setContext(contextKeys.pending, this.busy);
    setContext(contextKeys.inFront, this.busy && inFront);
  }
}

function setContext(key: string, value: boolean): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
