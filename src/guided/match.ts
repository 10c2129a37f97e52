import type { ByteMatcher } from './byteMatcher';
import { characterSet, type CharacterSet } from './characterSet';
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
      /** UTF-8 bytes before the first character that may not stand there. */
      readonly byte: number;
      /** Of that character; both from 1. */
      readonly line: number;
      readonly column: number;
      /** What may stand there instead, where that is known character by character. */
      readonly expected?: Expected;
      /** What of the constraint is not kept, where that can be named. */
      readonly because?: string;
    }
  | { readonly match: 'unchecked'; readonly reason: string };

/**
 * Whether a text is known to be all there is, or more may follow. Only a JSON number needs it: `12`
 * under a minimum of 100 is the beginning of one that fits, unless it has ended.
 */
export type TextEnd = 'ended' | 'open';

export interface Expected {
  readonly ascii: CharacterSet;
  /** Whether some character beyond ASCII may stand there, whichever it is. */
  readonly beyondAscii: boolean;
  readonly end: boolean;
}

/** Follows `text` byte by byte, so that the first wrong character is known. */
export function matchText(matcher: ByteMatcher, text: string): Match {
  const encoder = new TextEncoder();
  let offset = 0;
  let byte = 0;
  for (const character of text) {
    const bytes = encoder.encode(character);
    if (!matcher.accept(bytes)) {
      const expected = expectedNext(matcher);
      return { match: 'mismatch', byte, ...positionAt(text, offset), expected };
    }
    offset += character.length;
    byte += bytes.length;
  }
  return { match: matcher.canEnd() ? 'complete' : 'legal-prefix' };
}

function expectedNext(matcher: ByteMatcher): Expected {
  const bytes = [...matcher.allowedBytes().entries()].flatMap(([byte, allowed]) =>
    allowed ? [byte] : [],
  );
  return {
    ascii: characterSet(bytes.filter((byte) => byte < 0x80).map((byte) => [byte, byte] as const)),
    beyondAscii: bytes.some((byte) => byte >= 0x80),
    end: matcher.canEnd(),
  };
}
