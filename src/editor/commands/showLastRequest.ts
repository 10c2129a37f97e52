import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable';
import type { Redact } from '../../base/redaction';
import type { Journal } from '../../activity/journal';
import { describeEntry } from '../lastRequest';
import { quietPage } from '../quietPage';

const uri = quietPage({ scheme: 'trellis-request', name: 'Last Request.md' });

/** A read-only page of the request that ended last; it follows the journal while it is open. */
export class LastRequestPage implements vscode.TextDocumentContentProvider, Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  private readonly registration: vscode.Disposable;
  private readonly following: Disposable;
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly journal: Journal,
    private readonly redact: Redact,
  ) {
    this.following = journal.onDidChange(({ state }) => {
      if (state.status !== 'running') this.changed.fire(uri);
    });
    this.registration = vscode.workspace.registerTextDocumentContentProvider(uri.scheme, this);
  }

  provideTextDocumentContent(): string {
    const entry = this.journal.last;
    return entry ? this.redact(describeEntry(entry)) : 'Nothing was sent yet.\n';
  }

  async show(): Promise<void> {
    this.changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  dispose(): void {
    this.registration.dispose();
    this.following.dispose();
    this.changed.dispose();
  }
}
