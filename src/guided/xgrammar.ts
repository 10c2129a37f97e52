import type * as xgrammarModule from '@mlc-ai/web-xgrammar';
import { createByteMatcher, endToken, type ByteMatcher } from './byteMatcher';

/**
 * XGrammar over a vocabulary of the 256 bytes and an end. A byte vocabulary compiles in
 * milliseconds where one of learnt words takes seconds, and allows the same texts.
 *
 * A grammar that XGrammar refuses ends its WebAssembly module for good: run this in a worker that
 * can be replaced.
 */

/** The module `@mlc-ai/web-xgrammar`, which is loaded differently in bundles and in tests. */
export type XGrammar = typeof xgrammarModule;

export interface ByteGrammar {
  /** Starts following a text. */
  createMatcher(): Promise<ByteMatcher>;
  dispose(): void;
}

export interface ByteCompiler {
  /** Compiles EBNF; rejects, and is of no use any more, when XGrammar refuses it. */
  compile(ebnf: string): Promise<ByteGrammar>;
}

export async function createByteCompiler(xgrammar: XGrammar): Promise<ByteCompiler> {
  const vocabulary = [...byteLevelAlphabet(), '<end>'];
  const info = await xgrammar.TokenizerInfo.createTokenizerInfo(
    vocabulary,
    'byte_level',
    false,
    vocabulary.length,
    [endToken],
  );
  const compiler = await xgrammar.GrammarCompiler.createGrammarCompiler(info, false);
  return {
    async compile(ebnf) {
      const compiled = await compiler.compileGrammar(ebnf);
      return {
        createMatcher: async () =>
          createByteMatcher(await xgrammar.GrammarMatcher.createGrammarMatcher(compiled)),
        dispose() {
          compiled.dispose();
        },
      };
    },
  };
}

/** One regular expression is compiled as each of its two readings. */
const maxKept = 2;

/** Keeps the grammars it compiled last: texts are often judged by one and the same. */
export function cacheCompiled(compiler: ByteCompiler): ByteCompiler {
  const kept = new Map<string, ByteGrammar>();
  return {
    async compile(ebnf) {
      const compiled = kept.get(ebnf) ?? (await compiler.compile(ebnf));
      kept.delete(ebnf);
      kept.set(ebnf, compiled);
      for (const [oldest, forgotten] of [...kept].slice(0, -maxKept)) {
        kept.delete(oldest);
        forgotten.dispose();
      }
      return { createMatcher: () => compiled.createMatcher(), dispose() {} };
    },
  };
}

/** GPT-2's spelling of the bytes: printable ones stand for themselves, the others follow U+00FF. */
function byteLevelAlphabet(): readonly string[] {
  let moved = 0;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable =
      (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCodePoint(printable ? byte : 256 + moved++);
  });
}
