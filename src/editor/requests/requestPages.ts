import * as vscode from 'vscode';
import { maxEntries, type Journal } from '../../activity/journal';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { Redact } from '../../base/redaction';
import { requestPage } from './requestPage';
import { textPageUri } from '../textPage';
import { requestRows } from './requestRows';
import { pickRow } from '../window/pickRow';

const scheme = 'trellis-request';

/** A list of what was asked lately, and a read-only page of each; a page is of one request for good. */
export class RequestPages implements vscode.TextDocumentContentProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly journal: Journal,
    private readonly redact: Redact,
  ) {
    this.store.add(
      journal.onDidChange(({ id, state }) => {
        if (state.status !== 'running') this.changed.fire(pageOf(id));
      }),
    );
    this.store.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
  }

  provideTextDocumentContent({ query }: vscode.Uri): string {
    if (query === '') return 'No requests have been sent yet.\n';
    const entry = this.journal.get(Number(query));
    return entry
      ? this.redact(requestPage(entry))
      : `This request is no longer available. The last ${maxEntries} requests are kept, and as many completions.\n`;
  }

  /** Enter alone takes the newest, whatever kind it is of. */
  async pick(): Promise<void> {
    const { all, last } = this.journal;
    if (!last) return this.show(undefined);
    const rows = requestRows(all).map((row) => ({ ...row, label: this.redact(row.label) }));
    const chosen = await pickRow({
      title: 'Trellis: Recent Requests',
      placeholder: 'Recent requests, newest first',
      rows,
      focused: rows.find(({ value }) => value === last.id),
    });
    if (chosen) await this.show(chosen.value);
  }

  private async show(id: number | undefined): Promise<void> {
    const page = pageOf(id);
    this.changed.fire(page);
    const document = await vscode.workspace.openTextDocument(page);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  dispose(): void {
    this.store.dispose();
  }
}

function pageOf(id: number | undefined): vscode.Uri {
  const name = id === undefined ? 'Last Request.md' : `Request ${id}.md`;
  return textPageUri({ scheme, name, query: String(id ?? '') });
}
