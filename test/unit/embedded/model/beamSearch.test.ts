/** Beams against an exhaustive search over small models. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  searchBeams,
  type Beam,
  type BeamOptions,
} from '../../../../src/embedded/model/beamSearch';
import type { Candidate, Session } from '../../../../src/embedded/model/languageModel';
import { decodeUtf8, encodeUtf8 } from '../../../../src/embedded/model/utf8';

/** What may follow a text: tokens and `end`, with their probabilities. */
type Step = (text: string) => readonly (readonly [token: string, probability: number])[];

function sessionOf(step: Step, text = ''): Session {
  let written = text;
  return {
    propose: (limit) =>
      [...step(written)]
        .sort(([, a], [, b]) => b - a)
        .slice(0, limit)
        .map(([token, probability]): Candidate => {
          const logprob = Math.log(probability);
          return token === 'end'
            ? { bytes: new Uint8Array(0), logprob, end: true }
            : { bytes: encodeUtf8(token), logprob };
        }),
    accept: (bytes) => {
      written += decodeUtf8(bytes);
    },
    byteWeights: () => new Float64Array(256).fill(1),
    fork: () => sessionOf(step, written),
  };
}

function search(step: Step, options: Partial<BeamOptions>): readonly Beam[] {
  const steps = searchBeams(sessionOf(step), {
    width: 2,
    maxTokens: 3,
    lengthPenalty: 1,
    ignoreEnd: false,
    includeEnd: false,
    logprobs: undefined,
    promptTokens: 1,
    ...options,
  });
  for (;;) {
    const next = steps.next();
    if (next.done === true) return next.value;
  }
}

/** Probabilities drawn once for each text, from `seed`. */
const model =
  (seed: number): Step =>
  (text) => {
    let state = seed;
    for (const character of text) state = (state * 31 + character.charCodeAt(0)) % 9973;
    const weights = ['a', 'b', 'c', 'end'].map((token, index): [string, number] => [
      token,
      1 + ((state * (index + 3)) % 97),
    ]);
    const total = weights.reduce((sum, [, weight]) => sum + weight, 0);
    return weights.map(([token, weight]) => [token, weight / total]);
  };

/** Every text of at most `length` tokens with its score, the best first. */
function everything(step: Step, options: { length: number; penalty: number; prompt: number }) {
  const found: { text: string; score: number }[] = [];
  const visit = (text: string, logprob: number): void => {
    const score = (total: number): number =>
      total / (options.prompt + text.length) ** options.penalty;
    if (text.length === options.length) {
      found.push({ text, score: score(logprob) });
      return;
    }
    for (const [token, probability] of step(text)) {
      const total = logprob + Math.log(probability);
      if (token === 'end') found.push({ text, score: score(total) });
      else visit(text + token, total);
    }
  };
  visit('', 0);
  return found.sort((a, b) => b.score - a.score);
}

describe('beams', () => {
  it('wide enough find the best texts of all, ranked by length with the prompt', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9000 }),
        fc.constantFrom(0, 0.5, 1, 2),
        fc.integer({ min: 1, max: 40 }),
        (seed, lengthPenalty, promptTokens) => {
          const step = model(seed);
          const beams = search(step, { width: 40, lengthPenalty, promptTokens });
          const all = everything(step, { length: 3, penalty: lengthPenalty, prompt: promptTokens });
          const scoreOf = new Map<string, number>();
          for (const { text, score } of all) {
            scoreOf.set(text, Math.max(score, scoreOf.get(text) ?? -Infinity));
          }
          const best = all.slice(0, 40).map(({ text }) => scoreOf.get(text) ?? 0);
          const found = beams.map(({ text }) => scoreOf.get(text) ?? 0);
          found.forEach((score, rank) => {
            expect(score).toBeCloseTo(best[rank] ?? Number.NaN, 9);
          });
        },
      ),
    );
  });

  it('run to max_tokens, whatever ended before', () => {
    const step: Step = () => [
      ['end', 0.4],
      ['a', 0.6],
    ];
    expect(search(step, { lengthPenalty: 0 }).map(({ text }) => text)).toEqual(['', 'a']);
    // Only the text that was never ended has all three tokens.
    expect(search(step, { lengthPenalty: 3 }).map(({ text, ended }) => [text, ended])).toEqual([
      ['aaa', false],
      ['aa', true],
    ]);
  });

  it('count and report the end only where it is asked for', () => {
    const step: Step = (text) => (text === '' ? [['a', 1]] : [['end', 1]]);
    const counts = (includeEnd: boolean) =>
      search(step, { includeEnd, logprobs: 1 }).map((beam) => [
        beam.text,
        beam.tokenCount,
        beam.logprobs.length,
      ]);
    expect(counts(false)).toEqual([['a', 1, 1]]);
    expect(counts(true)).toEqual([['a', 2, 2]]);
  });

  it('never end where the end is ignored', () => {
    const step: Step = () => [['end', 1]];
    const [beam] = search(step, { ignoreEnd: true });
    expect(beam).toMatchObject({ tokenCount: 3, ended: false });
  });
});
