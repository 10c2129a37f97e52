/** Engines read some classes differently: a verdict is one that holds for each of them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createConstraintMatcher } from '../../../src/guided/constraintMatcher';
import type { Match } from '../../../src/guided/match';
import { regexWarnings } from '../../../src/guided/regexPortability';
import { createByteCompiler, cacheCompiled } from '../../../src/guided/xgrammar';
import { loadXGrammar } from '../../support/loadXGrammar';
import { matchConstraint } from '../../support/matchConstraint';

const compiler = createByteCompiler(loadXGrammar()).then(cacheCompiled);
const matchOf = async (pattern: string, text: string): Promise<Match> =>
  matchConstraint(await compiler, { kind: 'regex', pattern }, text, 'ended');

describe('a text beyond ASCII', () => {
  // Each was asked of XGrammar 0.1.29 and 0.2.8, llguidance 1.3.0 and 1.7.6, and outlines 0.2.14.
  it.each<[string, string, Match['match']]>([
    ['\\D+', 'héllo', 'complete'],
    ['h\\Dllo', 'h—llo', 'complete'],
    ['\\D+', 'h1llo', 'mismatch'],
    ['\\D', '٣', 'unchecked'],
    ['\\d', '٣', 'unchecked'],
    ['\\d', 'é', 'mismatch'],
    ['[^\\d]é', 'éé', 'complete'],
    ['[^\\d]', '２', 'unchecked'],
    ['[^\\d]', '1', 'mismatch'],
    ['\\W', '—', 'complete'],
    ['\\W', 'é', 'unchecked'],
    ['\\W', 'e', 'mismatch'],
    ['[^\\w]', '中', 'unchecked'],
    ['[^\\w]', '😀', 'complete'],
    ['\\w+', 'héllo', 'unchecked'],
    ['\\w+', 'h llo', 'mismatch'],
    ['\\S', '\u00a0', 'unchecked'],
    ['\\S', 'é', 'complete'],
    ['\\s', '\u2003', 'unchecked'],
    ['.', 'é', 'complete'],
    ['.', '\n', 'unchecked'],
    ['[^\\n]', '\r', 'complete'],
    ['[\\s\\S]+', '\u00a0é\n٣', 'complete'],
    ['[\\w\\W]', 'é', 'complete'],
    ['[^0-9]', '٣', 'complete'],
    ['[^\\D]', '٣', 'unchecked'],
    ['[^\\D]', 'é', 'mismatch'],
  ])('%s: %j is %s', async (pattern, text, expected) => {
    expect((await matchOf(pattern, text)).match).toBe(expected);
  });

  it('that cannot be judged says what is read differently, and how to write it', async () => {
    expect(await matchOf('\\Wa', 'éa')).toEqual({
      match: 'unchecked',
      reason: 'engines read `\\W` differently beyond ASCII; `[^0-9A-Za-z_]` is read alike',
    });
  });

  it('is judged by no reading alone, whatever the expression', async () => {
    const made = await compiler;
    const word = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}';
    /** As guidance and outlines, and as XGrammar reads the same, in the words of JavaScript. */
    const readings: readonly (readonly (readonly [string, string])[])[] = [
      [
        ['\\d', '\\p{Nd}'],
        ['\\D', '\\P{Nd}'],
        ['\\w', word],
        ['\\s', '\\p{White_Space}'],
        ['\\S', '\\P{White_Space}'],
        ['.', '[^\\n]'],
      ],
      [
        ['\\s', ' \\t\\n\\r\\f\\v'],
        ['\\S', '^ \\t\\n\\r\\f\\v'],
        ['.', '[^]'],
      ],
      [],
    ];
    const atom = fc.constantFrom(
      '\\d',
      '\\D',
      '\\s',
      '\\S',
      '.',
      'a',
      '1',
      '[^a]',
      '[^\\d]',
      '[\\D1]',
    );
    const part = fc
      .tuple(atom, fc.constantFrom('', '*', '+', '?'))
      .map(([one, times]) => one + times);
    const pattern = fc
      .array(
        fc.oneof(
          part,
          fc.tuple(part, part).map(([a, b]) => `(?:${a}|${b})`),
        ),
        {
          minLength: 1,
          maxLength: 3,
        },
      )
      .map((parts) => parts.join(''));
    const text = fc
      .array(fc.constantFrom('a', '1', 'é', '٣', '\u00a0', '\n', ' ', '—'), { maxLength: 4 })
      .map((characters) => characters.join(''));
    const bare = (read: string | undefined, found: string): string =>
      read === undefined || read.startsWith('[') ? (read ?? found) : `[${read}]`;
    await fc.assert(
      fc.asyncProperty(
        pattern,
        fc.array(text, { minLength: 6, maxLength: 6 }),
        async (source, some) => {
          const judging = await createConstraintMatcher(made, { kind: 'regex', pattern: source });
          const regexes = readings.map((reading) => {
            const read = new Map(reading);
            const written = source.replace(/\[[^\]]*\]|\\.|\./g, (found) =>
              found.startsWith('[')
                ? found.replace(/\\./g, (inner) => read.get(inner) ?? inner)
                : bare(read.get(found), found),
            );
            return new RegExp(`^(?:${written})$`, 'u');
          });
          for (const each of some) {
            const { match } = judging.match(each, 'ended');
            const matched = regexes.map((regex) => regex.test(each));
            if (match === 'complete')
              expect([each, matched]).toEqual([each, matched.map(() => true)]);
            else if (match !== 'unchecked') {
              expect([each, matched]).toEqual([each, matched.map(() => false)]);
            }
          }
          judging.dispose();
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a regular expression', () => {
  it.each([
    ['a\\D', '1:2 engines read `\\D` differently beyond ASCII; `[^0-9]` is read alike'],
    ['\\W', '1:1 engines read `\\W` differently beyond ASCII; `[^0-9A-Za-z_]` is read alike'],
    ['\\S', '1:1 engines read `\\S` differently beyond ASCII; `[^ \\t\\n\\r\\f\\v]` is read alike'],
    [
      '[^\\d]',
      '1:3 engines read `\\d` in a class differently beyond ASCII; `0-9` in its place is read alike',
    ],
    ['[x\\D]', '1:3 engines read `\\D` in a class differently beyond ASCII'],
  ])('%s is warned of', (pattern, expected) => {
    const [warning, ...others] = regexWarnings(pattern);
    expect(`${warning?.line}:${warning?.column} ${warning?.message}`).toBe(expected);
    expect(others).toEqual([]);
  });

  it.each(['\\d+', '[\\w.]+', '.*', '[^0-9]', '[\\s\\S]', 'a(', '[^a]'])('%s is not', (pattern) => {
    expect(regexWarnings(pattern)).toEqual([]);
  });

  it.each(['[^\\d\\D]', '[^\\s\\S]'])('%s, which matches nothing, is refused', async (pattern) => {
    expect(await matchOf(pattern, 'a')).toEqual({
      match: 'unchecked',
      reason: 'this class matches nothing',
    });
  });
});
