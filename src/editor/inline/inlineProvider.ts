import * as vscode from 'vscode';
import { isAbortError } from '../../base/abort';
import type { Log } from '../../base/log';
import type { Completer, Completion, CompletionTarget } from '../../completion/completer';
import type { TextLines } from '../../completion/textLines';
import { ProviderError } from '../../provider/errors';
import { toAbortSignal } from '../cancellation';

export interface InlineOptions {
  readonly completer: Completer;
  /** Who completes in this document; `undefined` while nobody does. */
  readonly targetFor: (document: vscode.TextDocument) => CompletionTarget | undefined;
  /** Whether the document is completed while somebody types; asked by hand, it always is. */
  readonly completesUnasked: (document: vscode.TextDocument) => boolean;
  /** Whether the document may be read for a model at all. */
  readonly mayRead: (document: vscode.TextDocument) => Promise<boolean>;
  readonly onCompletion: (completion: Completion, from: CompletionTarget) => void;
  readonly onFailure: (error: ProviderError) => void;
  readonly log: Log;
}

/** Where ghost text makes sense: files, not output panes, diffs' left sides or input boxes. */
export const inlineSelector: vscode.DocumentSelector = [
  { scheme: 'file' },
  { scheme: 'untitled' },
  { scheme: 'vscode-remote' },
  { scheme: 'vscode-userdata' },
  { scheme: 'vscode-notebook-cell' },
];

/** Ghost text. Failures go to the log: a pop-up while typing would be worse than no completion. */
export class InlineProvider implements vscode.InlineCompletionItemProvider {
  constructor(private readonly options: InlineOptions) {}

  async provideInlineCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    context: vscode.InlineCompletionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlineCompletionItem[]> {
    const invoked = context.triggerKind === vscode.InlineCompletionTriggerKind.Invoke;
    if (!invoked && !this.options.completesUnasked(document)) return [];
    const target = this.options.targetFor(document);
    if (!target) return [];
    const place = new Place(document, position, context.selectedCompletionInfo);
    try {
      if (!(await this.options.mayRead(document))) return [];
      const completion = await this.options.completer.complete(
        target,
        { lines: place, position: place.position, trigger: invoked ? 'invoked' : 'automatic' },
        toAbortSignal(token),
      );
      if (!completion || token.isCancellationRequested) return [];
      this.options.onCompletion(completion, target);
      return [new vscode.InlineCompletionItem(place.selected + completion.text, place.range)];
    } catch (error) {
      this.report(error);
      return [];
    }
  }

  private report(error: unknown): void {
    if (isAbortError(error)) return;
    this.options.log.warn(`inline completion: ${String(error)}`);
    if (error instanceof ProviderError) this.options.onFailure(error);
  }
}

/**
 * A document as it would be with the selected entry of the suggestion list accepted: VS Code shows
 * ghost text beside that list only where it continues the entry.
 */
class Place implements TextLines {
  readonly lineCount: number;
  readonly range: vscode.Range;
  readonly selected: string;
  readonly position: { readonly line: number; readonly character: number };

  constructor(
    private readonly document: vscode.TextDocument,
    position: vscode.Position,
    selection: vscode.SelectedCompletionInfo | undefined,
  ) {
    this.lineCount = document.lineCount;
    this.range = selection?.range ?? new vscode.Range(position, position);
    this.selected = selection?.text ?? '';
    const character = this.range.start.character + this.selected.length;
    this.position = { line: position.line, character };
  }

  line(index: number): string {
    const { text } = this.document.lineAt(index);
    if (index !== this.position.line) return text;
    return (
      text.slice(0, this.range.start.character) +
      this.selected +
      text.slice(this.range.end.character)
    );
  }
}
