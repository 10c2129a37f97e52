/** XGrammar reads what we print as we mean it, judged by a recogniser of our own. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Grammar } from '../../../src/guided/grammar';
import { readJsonSchema } from '../../../src/guided/jsonSchema';
import { printGrammar } from '../../../src/guided/printGrammar';
import { readRegex } from '../../../src/guided/regex';
import { createByteCompiler, type ByteCompiler } from '../../../src/guided/xgrammar';
import { derive } from '../../support/derive';
import { grammar, shortText } from '../../support/grammarArbitraries';
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
  ['\\W', 'ascii'],
  ['\\D', 'ascii'],
  ['[^\\s\\w]', 'ascii'],
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
    const bytes = '[\\u00c3\\u00c3] [\\u00a8-\\u00a9]';
    expect(printGrammar(made)).toBe(`root ::= shared_0\nshared_0 ::= ${bytes}\n`);
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
