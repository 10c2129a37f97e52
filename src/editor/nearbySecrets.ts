import * as vscode from 'vscode';
import { findSecrets } from '../context/secretText';

/** How far a secret may reach beyond a range, in characters; a private key is some thousand long. */
const reach = 16_000;

export interface NearbySecrets {
  /** What the range holds, cuts or lies in: `private key`; `undefined` where there is nothing. */
  readonly what: string | undefined;
  /** The range, widened so that it cuts none: what is cut could not be told from other text. */
  readonly range: vscode.Range;
}

/** Looks at a range with what stands around it, since half a secret shows nothing. */
export function nearbySecrets(document: vscode.TextDocument, range: vscode.Range): NearbySecrets {
  const start = document.offsetAt(range.start);
  const end = document.offsetAt(range.end);
  const base = Math.max(0, start - reach);
  const around = new vscode.Range(document.positionAt(base), document.positionAt(end + reach));
  const touched = findSecrets(document.getText(around)).filter(
    (span) => base + span.start < end && start < base + span.end,
  );
  const [first] = touched;
  const last = touched.at(-1);
  if (!first || !last) return { what: undefined, range };
  const from = document.positionAt(Math.min(start, base + first.start));
  const to = document.positionAt(Math.max(end, base + last.end));
  return { what: first.what, range: new vscode.Range(from, to) };
}

/** Why nothing is written over the range, or into it; `undefined` where it may be. */
export function secretsObjection(
  document: vscode.TextDocument,
  range: vscode.Range,
): string | undefined {
  const { what } = nearbySecrets(document, range);
  if (what === undefined) return undefined;
  const place = range.isEmpty ? 'The cursor is inside' : 'The selection contains';
  return `${place} what looks like a secret (${what}). Secrets are never sent to a model.`;
}
