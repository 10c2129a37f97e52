import type { AttributedChange, AttributedEdit } from './versionedDocument';
import { rangeAfterChange } from './pendingRange';
import { relocate } from './relocate';

/** A text that is known to stand at a place of a document; an empty one is a mere place. */
export interface TrackedText {
  readonly start: number;
  readonly text: string;
}

/**
 * What others made of it:
 * - `edited`: it is changed within
 * - `gone`: it gave way as a whole, as where a file is read again from the disk
 */
export type TextLoss = 'edited' | 'gone';

export function endOfTracked({ start, text }: TrackedText): number {
  return start + text.length;
}

/**
 * Where it stands after a change by others. Where that change reaches into it, as one of the whole
 * document does, the texts before and after tell.
 */
export function trackedAfter(
  standing: TrackedText,
  { before, after, edits }: AttributedChange,
): TrackedText | TextLoss {
  const moved = moveAlong(standing, edits);
  if (moved && stands(moved, after.text)) return moved;
  const start = relocate({ ...standing, before: before.text, after: after.text });
  if (start !== undefined) return { ...standing, start };
  return edits.some((edit) => covers(edit, standing)) ? 'gone' : 'edited';
}

function moveAlong(
  standing: TrackedText,
  edits: readonly AttributedEdit[],
): TrackedText | undefined {
  let range = { start: standing.start, end: endOfTracked(standing) };
  for (const edit of edits) {
    const { offset, removed, text } = edit;
    // On which side of what was rewritten a mere place stands is not told.
    if (standing.text === '' && removed > 0 && text !== '' && touches(edit, range.start)) {
      return undefined;
    }
    const moved = rangeAfterChange(range, { offset, removed, inserted: text.length });
    if (!moved) return undefined;
    range = moved;
  }
  return { ...standing, start: range.start };
}

function stands({ start, text }: TrackedText, document: string): boolean {
  return document.startsWith(text, start) && start + text.length <= document.length;
}

function touches({ offset, removed }: AttributedEdit, place: number): boolean {
  return offset <= place && place <= offset + removed;
}

function covers({ offset, removed }: AttributedEdit, standing: TrackedText): boolean {
  return offset <= standing.start && offset + removed >= endOfTracked(standing);
}
