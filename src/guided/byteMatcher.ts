import type { GrammarMatcher } from '@mlc-ai/web-xgrammar';

/** Follows one text through a compiled constraint, byte by byte. */
export interface ByteMatcher {
  /** Takes all of `bytes`, or takes nothing and answers false. */
  accept(bytes: Uint8Array): boolean;
  /** For each of the 256 bytes whether it may come next. */
  allowedBytes(): readonly boolean[];
  /** Whether the text so far is complete. */
  canEnd(): boolean;
  /** Forgets the text so far. */
  reset(): void;
  dispose(): void;
}

/** The token that stands for the end; the 256 below it are the bytes. */
export const endToken = 256;
const maskWords = Math.ceil((endToken + 1) / 32);

/** What the wrapper of XGrammar hides behind a promise although it is synchronous. */
interface MaskSource {
  readonly handle: {
    GetNextTokenBitmask(size: number): {
      get(index: number): number;
      delete(): void;
    };
  };
}

export function createByteMatcher(matcher: GrammarMatcher): ByteMatcher {
  const { handle } = matcher as unknown as MaskSource;
  return {
    accept(bytes) {
      for (const [taken, byte] of bytes.entries()) {
        if (matcher.acceptToken(byte)) continue;
        if (taken > 0) matcher.rollBack(taken);
        return false;
      }
      return true;
    },
    allowedBytes() {
      const mask = handle.GetNextTokenBitmask(endToken + 1);
      const words = Array.from({ length: maskWords }, (_, index) => mask.get(index));
      mask.delete();
      return Array.from(
        { length: endToken },
        (_, byte) => (((words[byte >> 5] ?? 0) >>> (byte & 31)) & 1) === 1,
      );
    },
    canEnd() {
      if (!matcher.acceptToken(endToken)) return false;
      matcher.rollBack(1);
      return true;
    },
    reset() {
      matcher.reset();
    },
    dispose() {
      matcher.dispose();
    },
  };
}
