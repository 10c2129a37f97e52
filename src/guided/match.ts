import type { ByteMatcher } from './byteMatcher';
import { positionAt } from './textPosition';

/**
 * Whether a text has the shape that was asked for. `legal-prefix` is a beginning of such a text,
 * which is all that a text cut short can be. `unchecked` is no verdict at all, and says why.
 */
export type Match =
  | { readonly match: 'complete' }
  | { readonly match: 'legal-prefix' }
  | {
      readonly match: 'mismatch';
      /** Of the first character that may not stand there; both from 1. */
      readonly line: number;
      readonly column: number;
      /** What of the constraint is not kept, where that can be named. */
      readonly because?: string;
    }
  | { readonly match: 'unchecked'; readonly reason: string };

/** Follows `text` byte by byte, so that the first wrong character is known. */
export function matchText(matcher: ByteMatcher, text: string): Match {
  const encoder = new TextEncoder();
  let offset = 0;
  for (const character of text) {
    if (!matcher.accept(encoder.encode(character))) {
      return { match: 'mismatch', ...positionAt(text, offset) };
    }
    offset += character.length;
  }
  return { match: matcher.canEnd() ? 'complete' : 'legal-prefix' };
}
