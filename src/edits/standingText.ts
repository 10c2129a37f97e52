import type { AuthoredChange, AuthoredEdit } from './versionedDocument';
import { rangeAfter } from './pendingRange';
import { relocate } from './relocate';

/** A text that is known to stand at a place of a document; an empty one is a mere place. */
export interface StandingText {
  readonly start: number;
  readonly text: string;
}

/**
 * What others made of it:
 * - `edited`: it is changed within
 * - `gone`: it gave way as a whole, as where a file is read again from the disk
 */
export type Loss = 'edited' | 'gone';

export function endOfStanding({ start, text }: StandingText): number {
  return start + text.length;
}

/**
 * Where it stands after a change by others. Where that change reaches into it, as one of the whole
 * document does, the texts before and after tell.
 */
export function standingAfter(
  standing: StandingText,
  { before, after, edits }: AuthoredChange,
): StandingText | Loss {
  const moved = moveAlong(standing, edits);
  if (moved && stands(moved, after.text)) return moved;
  const start = relocate({ ...standing, before: before.text, after: after.text });
  if (start !== undefined) return { ...standing, start };
  return edits.some((edit) => covers(edit, standing)) ? 'gone' : 'edited';
}

function moveAlong(
  standing: StandingText,
  edits: readonly AuthoredEdit[],
): StandingText | undefined {
  let range = { start: standing.start, end: endOfStanding(standing) };
  for (const edit of edits) {
    const { offset, removed, text } = edit;
    // On which side of what was rewritten a mere place stands is not told.
    if (standing.text === '' && removed > 0 && text !== '' && touches(edit, range.start)) {
      return undefined;
    }
    const moved = rangeAfter(range, { offset, removed, inserted: text.length });
    if (!moved) return undefined;
    range = moved;
  }
  return { ...standing, start: range.start };
}

function stands({ start, text }: StandingText, document: string): boolean {
  return document.startsWith(text, start) && start + text.length <= document.length;
}

function touches({ offset, removed }: AuthoredEdit, place: number): boolean {
  return offset <= place && place <= offset + removed;
}

function covers({ offset, removed }: AuthoredEdit, standing: StandingText): boolean {
  return offset <= standing.start && offset + removed >= endOfStanding(standing);
}
