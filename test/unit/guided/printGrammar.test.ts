/** XGrammar reads what we print as we mean it, judged by a recogniser of our own. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { readEbnf } from '../../../src/guided/ebnf';
import type { Grammar } from '../../../src/guided/grammar';
import { readJsonSchema } from '../../../src/guided/jsonSchema';
import { printGrammar } from '../../../src/guided/printGrammar';
import { readRegex } from '../../../src/guided/regex';
import { createByteCompiler, type ByteCompiler } from '../../../src/guided/xgrammar';
import { derive } from '../../support/derive';
import { alikeGrammar, grammar, shortText, textOfFew } from '../../support/grammarArbitraries';
import { loadXGrammar } from '../../support/loadXGrammar';
import { recognises } from '../../support/recognise';

/** Classes, and where the characters are that they are made of for the most part. */
const classes = [
  ['.', 'beyond'],
  ['[^a]', 'beyond'],
  ['\\S', 'beyond'],
  ['[^\\x00-\\x7f]', 'beyond'],
  ['[^é]', 'beyond'],
  ['[^\\u0080-\\u07ff]', 'beyond'],
  ['[^\\u{10000}-\\u{10ffff}]', 'beyond'],
  ['[à-€]', 'beyond'],
  ['[a\\u{1f600}-\\u{1f64f}]', 'beyond'],
  ['\\W', 'beyond'],
  ['\\D', 'beyond'],
  ['[^\\s\\w]', 'beyond'],
  ['\\w', 'ascii'],
  ['\\s', 'ascii'],
] as const;

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
  it.each([
    ['of many characters', grammar, shortText],
    ['whose alternatives begin alike', alikeGrammar, textOfFew],
  ])('%s accepts a text exactly where our recogniser does', async (_kind, grammars, texts) => {
    const verdicts = { accepted: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(
        grammars,
        fc.array(texts, { minLength: 5, maxLength: 5 }),
        fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
        async (made, tried, numbers) => {
          const compiled = await compiler.compile(printGrammar(made));
          const derived = derivations(made, numbers);
          // Near misses tell more than random texts do.
          const cut = derived.flatMap((text) => [text.slice(1), text.slice(0, 2) + text.slice(3)]);
          for (const text of [...tried, ...derived, ...cut]) {
            if (text.length > 30) continue;
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
  });

  it.each([
    ['("in" | "int" | "do" | "double") ";"', ['int;', 'do;'], ['inuble;', 'dot;']],
    ['("for" | "foreach" | "in" | "int")* ";"', ['forint;', ';'], ['ineach;', 'fort;']],
    ['([a-c] | [b-d] | "xy" | "xyz") "q"', ['bq', 'xyzq'], ['azq', 'bzq']],
    ['x* "q"\nx ::= [a] | "a" | "xy" | "xyz"', ['aaq', 'xyzq'], ['azq']],
    ['x "q"\nx ::= y | z\ny ::= "in" | "do"\nz ::= "int" | "double"', ['intq'], ['inubleq']],
    ['"x" t\nt ::= [bc]* [bc] "q"?', ['xb', 'xbcq'], ['x', 'xq']],
    ['("€" | "€a" | "あ" | "あb") "q"', ['€q', '€aq', 'あbq'], ['€bq', 'あaq']],
  ])('keeps alternatives apart that begin alike: %s', async (body, accepted, refused) => {
    const { grammar: made } = readEbnf(`root ::= ${body}`);
    if (made === undefined) throw new Error('the grammar of this test is wrong');
    const compiled = await compiler.compile(printGrammar(made));
    for (const text of accepted)
      expect([text, await accepts(compiled, text)]).toEqual([text, true]);
    for (const text of refused)
      expect([text, await accepts(compiled, text)]).toEqual([text, false]);
    compiled.dispose();
  });

  it('spells a class of one raw byte so that it is not read as a character', () => {
    const made: Grammar = new Map([
      ['root', { body: { kind: 'characters', set: [[0xe8, 0xe9]] } as const }],
    ]);
    const bytes = '[\\u00c3\\u00c3] [\\u00a8-\\u00a9]';
    expect(printGrammar(made)).toContain(`\nshared_0 ::= ${bytes} guard\n`);
  });

  it.each(classes)('never lets %j be written as bytes that are no text', async (pattern, where) => {
    const { grammar: made } = readRegex(`${pattern}{4}`);
    expect(made).toBeDefined();
    if (made === undefined) return;
    const compiled = await compiler.compile(printGrammar(made));
    const whole = new RegExp(`^${pattern}{4}$`, 'u');
    const seen = { ascii: 0, beyond: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { minLength: 16, maxLength: 16 }), async (numbers) => {
        const matcher = await compiled.createMatcher();
        const written: number[] = [];
        while (!matcher.canEnd()) {
          const allowed = [...matcher.allowedBytes().entries()].flatMap(([byte, may]) =>
            may ? [byte] : [],
          );
          const byte = pick(allowed, numbers[written.length] ?? 0);
          expect(matcher.accept(Uint8Array.of(byte))).toBe(true);
          written.push(byte);
        }
        matcher.dispose();
        // Throws where these are no characters.
        const text = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(written));
        expect([text, whole.test(text)]).toEqual([text, true]);
        seen[/^[\0-\x7f]*$/.test(text) ? 'ascii' : 'beyond']++;
      }),
      { numRuns: 60 },
    );
    compiled.dispose();
    expect(seen[where]).toBeGreaterThan(10);
  });

  it('says once what is meant many times, so that large counts stay cheap', () => {
    const schema = (count: number) => ({
      type: 'object',
      properties: Object.fromEntries(
        Array.from({ length: count }, (_, at) => [`key${at}`, { type: 'string', maxLength: 50 }]),
      ),
    });
    const counted = (count: number): number => {
      const { grammar: made } = readJsonSchema(schema(count));
      return made === undefined ? NaN : printGrammar(made).split('{0,50}').length - 1;
    };
    expect([counted(1), counted(20)]).toEqual([1, 1]);
  });
});

/** Lead bytes and the ends of ranges come more often than even chances would have them. */
function pick(bytes: readonly number[], number: number): number {
  const high = bytes.filter((byte) => byte >= 0x80);
  const from = number % 4 === 0 || high.length === 0 ? bytes : high;
  const at = Math.floor(number / 16);
  const choices = [from[0], from.at(-1), from[at % from.length], from[(at * 7) % from.length]];
  return choices[Math.floor(number / 4) % 4] ?? 0;
}

function derivations(made: Grammar, numbers: readonly number[]): readonly string[] {
  let at = 0;
  const draw = (count: number): number => (numbers[at++ % numbers.length] ?? 0) % count;
  return [derive(made, draw), derive(made, draw)];
}
