/** What the refactoring says to people. */
import { posix } from 'node:path';
import { assertNever } from '../../base/assertNever';
import { lineChanges } from '../../edits/lineChanges';
import type { Target } from '../../provider/target';
import type { RejectionReason, Proposal, Proposals } from '../../refactor/proposals';
import type { RefactorTask } from '../../refactor/task';
import type { ServerSource } from '../status/statusOf';
import { textWarnings } from '../textWarnings';
import type { RefactorSelection } from './refactorSelection';

export const changedMeanwhile =
  'The document has changed since the refactoring started. Nothing was replaced.';
export const notApplied =
  'VS Code did not accept the edit. Nothing was replaced. Is the editor read-only?';
export const readOnly = 'This file is read-only and cannot be refactored.';

/** Longest text of a row or of a reason that still reads at a glance. */
const glance = 90;

/** Which kind of candidates these are; a fallback says why it is one. */
export function titleOf({ proposals, dropped, method, problems }: Proposals): string {
  const total = proposals.length + dropped.length;
  const count = dropped.length === 0 ? `${total}` : `${proposals.length} of ${total}`;
  const noun = total === 1 ? method.slice(0, -1) : method;
  const title = `Trellis: ${count} ${noun}`;
  if (method === 'beams') return title;
  // The server's own words stand in Show Last Request: here there is no room for them.
  const refused = problems.some(({ code }) => code === 'unsupported');
  return `${title}: this server ${refused ? 'refuses' : 'has no'} beam search`;
}

/** What is going on, told apart from other refactorings that are. */
export function titleOfProgress(
  { document }: Pick<RefactorSelection, 'document'>,
  { instruction }: Pick<RefactorTask, 'instruction'>,
  { model }: Pick<Target, 'model'>,
): string {
  const file = posix.basename(document.uri.path);
  return `Trellis: Refactoring ${file} with ${model.id}: ${clip(instruction)}`;
}

export function proposalPlaceholder(source: ServerSource): string {
  const key = 'Enter replaces the selection, Escape cancels';
  return source === 'embedded' ? `${key}. An n-gram engine, not a coding model` : key;
}

export function describeProposal(
  { code, rank, ending }: Proposal,
  selected: string,
  { proposals, dropped, method }: Proposals,
): { readonly label: string; readonly description: string } {
  const { added, removed, fresh } = lineChanges(selected, code);
  const total = proposals.length + dropped.length;
  const words = [
    `+${added} −${removed}`,
    method === 'beams' ? `beam ${rank} of ${total}` : 'sample',
    ...(ending === 'cut' ? ['cut off by the token limit'] : []),
    ...textWarnings(code).map(({ brief }) => brief),
  ];
  const line = fresh.find((candidate) => isOnlyIn(code, candidate, proposals)) ?? fresh[0];
  const label = line === undefined ? wordsForCounts(added, removed) : clip(line.trim());
  return { label, description: words.join(' · ') };
}

/** Proposals often begin alike, and a row is there to tell them apart. */
function isOnlyIn(code: string, line: string, proposals: readonly Proposal[]): boolean {
  return proposals.every((other) => other.code === code || !other.code.split('\n').includes(line));
}

/** A change that adds nothing new to read. */
function wordsForCounts(added: number, removed: number): string {
  const [verb, count] = removed > 0 ? ['removes', removed] : ['adds', added];
  return `${verb} ${count} ${count === 1 ? 'line' : 'lines'}`;
}

/** Why there is nothing to choose from. */
export function wordsForNothing(dropped: readonly RejectionReason[]): string {
  if (dropped.length === 0) return 'The server returned no candidates.';
  const kinds = [...new Set(dropped)];
  const reasons = kinds.map((kind) => {
    const count = dropped.filter((other) => other === kind).length;
    const all = kinds.length === 1 && count > 1;
    return `${all ? `all ${count} are` : count === 1 ? '1 is' : `${count} are`} ${wordFor(kind)}`;
  });
  return `No candidate changes the selection: ${reasons.join(', ')}.`;
}

function wordFor(dropped: RejectionReason): string {
  switch (dropped) {
    case 'unread':
      return 'unreadable';
    case 'empty':
      return 'empty';
    case 'thought-only':
      return 'reasoning without an answer';
    case 'unchanged':
      return 'unchanged';
    case 'duplicate':
      return 'duplicate';
    default:
      return assertNever(dropped);
  }
}

function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= glance ? line : `${line.slice(0, glance - 1)}…`;
}
