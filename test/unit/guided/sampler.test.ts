import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { readConstraint } from '../../../src/guided/constraintGrammar';
import { readEbnf } from '../../../src/guided/ebnf';
import type { Grammar } from '../../../src/guided/grammar';
import { matchText } from '../../../src/guided/match';
import { printGrammar } from '../../../src/guided/printGrammar';
import { createSampler, type Sampler } from '../../../src/guided/sampler';
import { createByteCompiler } from '../../../src/guided/xgrammar';
import { grammar as anyGrammar } from '../../support/grammarArbitraries';
import { loadXGrammar } from '../../support/loadXGrammar';
import { recognises } from '../../support/recognise';

function grammarOf(source: string): Grammar {
  const { grammar, problems } = readEbnf(source);
  if (!grammar) throw new Error(problems[0]?.message);
  return grammar;
}

function samplerOf(source: string, seed = 1): Sampler {
  return createSampler(grammarOf(source), seededRandom(seed));
}

function samples(sampler: Sampler, count: number): readonly (string | undefined)[] {
  return Array.from({ length: count }, () => sampler.sample());
}

const seed = fc.integer();

describe('a sampler', () => {
  it('writes only what its grammar generates, as a recogniser of our own judges', () => {
    fc.assert(
      fc.property(anyGrammar, seed, (grammar, number) => {
        const sampler = createSampler(grammar, seededRandom(number));
        for (const text of samples(sampler, 3)) {
          // The recogniser takes cubic time.
          if (text !== undefined && text.length < 60) expect(recognises(grammar, text)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('writes only what XGrammar accepts', async () => {
    const compiler = await createByteCompiler(loadXGrammar());
    await fc.assert(
      fc.asyncProperty(anyGrammar, seed, async (grammar, number) => {
        const compiled = await compiler.compile(printGrammar(grammar));
        const sampler = createSampler(grammar, seededRandom(number));
        for (const text of samples(sampler, 3)) {
          const matcher = await compiled.createMatcher();
          expect(matchText(matcher, text ?? '\0')).toEqual({ match: 'complete' });
          matcher.dispose();
        }
        compiled.dispose();
      }),
      { numRuns: 50 },
    );
  });

  it('shows something new in each text until everything was shown', () => {
    fc.assert(
      fc.property(anyGrammar, seed, (grammar, number) => {
        const sampler = createSampler(grammar, seededRandom(number));
        while (sampler.covered < sampler.total) {
          const before = sampler.covered;
          expect(sampler.sample()).toBeDefined();
          expect(sampler.covered).toBeGreaterThan(before);
        }
      }),
    );
  });

  it('writes every text of a small language before long', () => {
    const source = 'root ::= a b?\na ::= "x" | "y" | c\nc ::= "1" | "2" | "3"\nb ::= "!" | "?"';
    const sampler = samplerOf(source);
    const texts = samples(sampler, 11);
    for (const part of ['x', 'y', '1', '2', '3', '!', '?']) {
      expect(texts.some((text) => text?.includes(part))).toBe(true);
    }
    expect([sampler.covered, sampler.total]).toEqual([10, 10]);
  });

  it('goes straight to what lies deep', () => {
    const rules = Array.from({ length: 300 }, (_, index) => `r${index} ::= "x" | r${index + 1}`);
    const source = ['root ::= r0', ...rules, 'r300 ::= "deep" | "deeper"'].join('\n');
    const sampler = samplerOf(source);
    const texts = samples(sampler, sampler.total);
    expect(sampler.covered).toBe(sampler.total);
    expect(texts).toContain('deep');
    expect(texts).toContain('deeper');
  });

  it.each([
    ['that nests', 'root ::= "(" root root ")" | "x" root | "y"'],
    ['that recurs to the left', 'root ::= root "+" root | "n"'],
    [
      'whose shortest way leads through other rules',
      'root ::= a a a\na ::= b b b | c\nb ::= a a\nc ::= d\nd ::= "d"',
    ],
    ['that repeats what repeats', 'root ::= (("a"+ "b")+ "c")+'],
  ])('ends on a grammar %s, and stays short', (_what, source) => {
    const sampler = samplerOf(source);
    for (const text of samples(sampler, 200)) {
      expect(text?.length).toBeLessThan(5_000);
    }
  });

  it('goes on evenly once everything was shown', () => {
    const texts = samples(samplerOf('root ::= "a" | "b" | "c"'), 30);
    for (const text of ['a', 'b', 'c'])
      expect(texts.filter((each) => each === text)).toHaveLength(10);
  });

  it('never goes a way that leads to no text', () => {
    const dead = { kind: 'choice', items: [] } as const;
    const grammar: Grammar = new Map([
      [
        'root',
        {
          body: {
            kind: 'choice',
            items: [dead, { kind: 'rule', name: 'lost' }, { kind: 'literal', text: 'x' }],
          },
        },
      ],
      ['lost', { body: { kind: 'rule', name: 'lost' } }],
    ]);
    const sampler = createSampler(grammar, seededRandom(1));
    expect(samples(sampler, 5)).toEqual(['x', 'x', 'x', 'x', 'x']);
    expect(sampler.total).toBe(0);
  });

  it('gives up on texts that are too long to write', () => {
    expect(samplerOf('root ::= (("a"{50000} "b"){50000} "c"){50000}').sample()).toBeUndefined();
  });

  it('writes the same texts for the same seed', () => {
    const { grammar } = readConstraint({ kind: 'regex', pattern: '[a-z]{3}-[0-9]+(x|y)*' });
    if (!grammar) throw new Error('unreadable');
    const texts = (number: number) => samples(createSampler(grammar, seededRandom(number)), 5);
    expect(texts(7)).toEqual(texts(7));
    expect(texts(7)).not.toEqual(texts(8));
  });

  it('covers JSON under a schema', () => {
    const schema = {
      type: 'object',
      properties: { kind: { enum: ['a', 'b', 'c'] }, parts: { type: 'array', items: {} } },
      required: ['kind'],
    };
    const { grammar } = readConstraint({ kind: 'json', schema });
    if (!grammar) throw new Error('unreadable');
    const sampler = createSampler(grammar, seededRandom(3));
    const texts = samples(sampler, sampler.total);
    expect(sampler.covered).toBe(sampler.total);
    expect(texts.map((text) => (JSON.parse(text ?? '') as { kind: string }).kind)).toEqual(
      expect.arrayContaining(['a', 'b', 'c']),
    );
  });

  it('chains thousands of rules in reasonable time', () => {
    const rules = Array.from({ length: 4_000 }, (_, index) => `r${index} ::= r${index + 1} | "x"`);
    const sampler = samplerOf(['root ::= r0', ...rules, 'r4000 ::= "y"'].join('\n'));
    expect(samples(sampler, 5).every((text) => text !== undefined)).toBe(true);
  });
});
