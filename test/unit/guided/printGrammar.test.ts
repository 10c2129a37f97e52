/** XGrammar reads what we print as we mean it, judged by a recogniser of our own. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Grammar } from '../../../src/guided/grammar';
import { printGrammar } from '../../../src/guided/printGrammar';
import { createByteCompiler, type ByteCompiler } from '../../../src/guided/xgrammar';
import { derive } from '../../support/derive';
import { grammar, shortText } from '../../support/grammarArbitraries';
import { loadXGrammar } from '../../support/loadXGrammar';
import { recognises } from '../../support/recognise';

let compiler: ByteCompiler;

beforeAll(async () => {
  compiler = await createByteCompiler(loadXGrammar());
});

async function accepts(compiled: Awaited<ReturnType<ByteCompiler['compile']>>, text: string) {
  const matcher = await compiled.createMatcher();
  const accepted = matcher.accept(new TextEncoder().encode(text)) && matcher.canEnd();
  matcher.dispose();
  return accepted;
}

describe('a printed grammar', () => {
  it('accepts a text exactly where our recogniser does', async () => {
    const verdicts = { accepted: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        grammar,
        fc.array(shortText, { minLength: 5, maxLength: 5 }),
        fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
        async (made, texts, numbers) => {
          const compiled = await compiler.compile(printGrammar(made));
          for (const text of [...texts, ...derivations(made, numbers)]) {
            const expected = recognises(made, text);
            verdicts[expected ? 'accepted' : 'refused']++;
            expect([text, await accepts(compiled, text)]).toEqual([text, expected]);
          }
          compiled.dispose();
        },
      ),
      { numRuns: 150 },
    );
    // Neither verdict is rare, so neither was right by chance.
    expect(verdicts.accepted).toBeGreaterThan(150);
    expect(verdicts.refused).toBeGreaterThan(150);
  }, 60_000);

  it('spells a class of one raw byte so that it is not read as a character', () => {
    const made: Grammar = new Map([
      ['root', { body: { kind: 'characters', set: [[0xe8, 0xe9]] } as const }],
    ]);
    expect(printGrammar(made)).toBe('root ::= [\\u00c3\\u00c3] [\\u00a8-\\u00a9]\n');
  });
});

function derivations(made: Grammar, numbers: readonly number[]): readonly string[] {
  let at = 0;
  const draw = (count: number): number => (numbers[at++ % numbers.length] ?? 0) % count;
  return [derive(made, draw), derive(made, draw)];
}
