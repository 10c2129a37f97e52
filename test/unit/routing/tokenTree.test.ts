import { describe, expect, it } from 'vitest';
import { readTokenTree } from '../../../src/routing/tokenTree';

const at = (token: string, probability: number) => ({ token, logprob: Math.log(probability) });
const step = (token: string, ...tops: readonly (readonly [string, number])[]) => ({
  ...at(token, 1),
  alternatives: tops.map(([other, probability]) => at(other, probability)),
});

/** Rounded, for the sums of logarithms. */
function read(...given: Parameters<typeof readTokenTree>) {
  const { mass, probabilities, bound } = readTokenTree(...given);
  const round = (value: number) => Math.round(value * 1e9) / 1e9;
  const shares = [...(probabilities ?? [])].map(([label, share]) => [label, round(share)] as const);
  return {
    mass: round(mass),
    bound: round(bound),
    probabilities: probabilities && Object.fromEntries(shares),
  };
}

describe('the tree of tokens', () => {
  it('gives a label that is one token what that token has, of all that labels have', () => {
    expect(read(['A', 'B', 'C'], [at('A', 0.3), at('Sure', 0.5), at('B', 0.1)])).toEqual({
      mass: 0.4,
      bound: 0.1,
      probabilities: { A: 0.75, B: 0.25 },
    });
  });

  it('adds what several beginnings of one name have', () => {
    const first = [at('Py', 0.2), at('Python', 0.2), at('React', 0.1)];
    expect(read(['Python', 'React'], first).probabilities).toEqual({ Python: 0.8, React: 0.2 });
  });

  it.each([
    [
      'SQL',
      [
        step('SQL', ['SQL', 0.6], ['React', 0.4]),
        step('<|im_end|>', ['ite', 0.75], ['<|im_end|>', 0.25]),
      ],
    ],
    [
      'SQLite',
      [step('SQL', ['SQL', 0.6], ['React', 0.4]), step('ite', ['ite', 0.75], ['<|im_end|>', 0.25])],
    ],
  ])('divides the token that SQL and SQLite share by the answer %s', (_answer, path) => {
    // 0.4 × 1/4 = 0.1 and 0.4 × 3/4 = 0.3, of 0.5.
    const first = [at('SQL', 0.4), at('React', 0.1), at('The', 0.5)];
    expect(read(['SQL', 'SQLite', 'React'], first, path)).toEqual({
      mass: 0.5,
      bound: 0.1,
      probabilities: { SQL: 0.2, SQLite: 0.6, React: 0.2 },
    });
  });

  it('looks as deep as names are alike', () => {
    const labels = ['ab', 'abc', 'abcd'];
    const path = [
      step('a', ['a', 1]),
      step('b', ['b', 1]),
      step('c', ['c', 0.5], ['<end>', 0.5]),
      step('d', ['d', 0.5], ['<end>', 0.5]),
    ];
    expect(read(labels, [at('a', 0.8)], path).probabilities).toEqual({
      ab: 0.5,
      abc: 0.25,
      abcd: 0.25,
    });
  });

  it('does not guess what nobody looked into', () => {
    const first = [at('SQL', 0.4), at('React', 0.4)];
    const path = [step('React', ['React', 1])];
    const { mass, probabilities } = read(['SQL', 'SQLite', 'React'], first, path);
    expect(mass).toBe(0.8);
    expect(probabilities).toBeUndefined();
  });

  it('leaves that out where it is next to nothing', () => {
    const first = [at('SQL', 0.0001), at('React', 0.9)];
    const path = [step('React', ['React', 1])];
    expect(read(['SQL', 'SQLite', 'React'], first, path).probabilities).toEqual({ React: 1 });
  });

  it('has no probabilities where no label was seen', () => {
    expect(read(['A', 'B'], [at('Sure', 0.9)])).toEqual({
      mass: 0,
      bound: 0.9,
      probabilities: undefined,
    });
  });

  it('takes no empty token for the beginning of everything', () => {
    expect(read(['A', 'B'], [at('', 0.5), at('A', 0.5)])).toMatchObject({
      mass: 0.5,
      probabilities: { A: 1 },
    });
  });
});
