/** The grammars that ship: sound, portable, cheap, and meaning what another judge means. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/base/random';
import { readEbnf } from '../../../src/guided/ebnf';
import type { Grammar } from '../../../src/guided/grammar';
import { costWarnings } from '../../../src/guided/grammarCosts';
import { matchText } from '../../../src/guided/match';
import { portabilityWarnings } from '../../../src/guided/portability';
import { printGrammar } from '../../../src/guided/printGrammar';
import { createSampler } from '../../../src/guided/sampler';
import { createByteCompiler } from '../../../src/guided/xgrammar';
import { loadXGrammar } from '../../support/loadXGrammar';
import { shipped, type Shipped } from './judges';

const folder = resolve(import.meta.dirname, '../../../grammars');

function read(name: string): { readonly source: string; readonly grammar: Grammar } {
  const source = readFileSync(join(folder, name), 'utf8');
  const { grammar, problems } = readEbnf(source);
  if (!grammar) throw new Error(JSON.stringify(problems));
  return { source, grammar };
}

const verdicts = async (ebnf: string, texts: readonly string[]): Promise<readonly string[]> => {
  const compiled = await (await createByteCompiler(loadXGrammar())).compile(ebnf);
  const matcher = await compiled.createMatcher();
  return texts.map((text) => {
    matcher.reset();
    return matchText(matcher, text).match;
  });
};

it('every grammar that ships is tested', () => {
  expect(readdirSync(folder)).toEqual(shipped.map(({ name }) => name).sort());
});

describe.each(shipped)('$name', ({ name, accepts, accepted, refused }: Shipped) => {
  const { source, grammar } = read(name);

  it('is read without a problem or a warning', () => {
    expect([...portabilityWarnings(source, grammar), ...costWarnings(source, grammar)]).toEqual([]);
  });

  it.each([
    ['as it is sent', source],
    ['as texts are judged by it', printGrammar(grammar)],
  ])('accepts and refuses what another judge does, %s', async (_how, ebnf) => {
    expect(accepted.filter((text) => !accepts(text))).toEqual([]);
    expect(refused.filter((text) => accepts(text))).toEqual([]);
    const all = await verdicts(ebnf, [...accepted, ...refused]);
    const taken = [...accepted, ...refused].filter((_, index) => all[index] === 'complete');
    expect(taken).toEqual(accepted);
  });

  it('writes only what another judge accepts', async () => {
    const sampler = createSampler(grammar, seededRandom(1));
    const texts = Array.from({ length: 100 }, () => sampler.sample() ?? '');
    expect(texts.filter((text) => !accepts(text))).toEqual([]);
    expect(new Set(await verdicts(source, texts))).toEqual(new Set(['complete']));
  });
});
