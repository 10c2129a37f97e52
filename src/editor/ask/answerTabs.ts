import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { DisposableSlot, DisposableStore, type Disposable } from '../../base/disposable';
import { LruMap } from '../../base/lru';
import { textPageUri } from '../textPage';

/** Only the extension writes; a person reads, copies, and saves a copy where they like. */
const answerScheme = 'trellis-answer';

/** An answer on its way into a tab. */
export interface AnswerTab {
  readonly uri: vscode.Uri;
  write(more: string): void;
}

/** Answers that a closed tab can be reopened on. */
const maxKept = 50;
/** Milliseconds between two updates of a document, each of which sends all of its text. */
const pause = 100;

const forgotten = 'This answer is no longer available. To keep an answer, save it to a file.\n';

/** Read-only documents that grow as models answer. */
export class AnswerTabs implements vscode.TextDocumentContentProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.Uri>());
  private readonly texts = new LruMap<string, string>(maxKept);

  readonly onDidChange = this.changed.event;

  constructor(private readonly clock: Clock) {
    this.store.add(vscode.workspace.registerTextDocumentContentProvider(answerScheme, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? forgotten;
  }

  /** Opens a tab of that name, which begins with `head`. */
  async open(name: string, head: string): Promise<AnswerTab> {
    // The query tells apart answers to the same question, also from a session before.
    const uri = textPageUri({ scheme: answerScheme, name, query: String(Date.now()) });
    const key = uri.toString();
    this.texts.set(key, head);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
    const timer = this.store.add(new DisposableSlot());
    return {
      uri,
      write: (more) => {
        this.texts.set(key, (this.texts.get(key) ?? '') + more);
        if (timer.value) return;
        const update = (): void => {
          timer.set(undefined);
          this.changed.fire(uri);
        };
        timer.set(this.clock.after(pause, update));
      },
    };
  }

  dispose(): void {
    this.store.dispose();
  }
}
