import { beforeAll, describe, expect, it } from 'vitest';
import { readEbnf } from '../../../src/guided/ebnf';
import { matchText, type Match } from '../../../src/guided/match';
import { printGrammar } from '../../../src/guided/printGrammar';
import { createByteCompiler, type ByteCompiler } from '../../../src/guided/xgrammar';
import { loadXGrammar } from '../../support/loadXGrammar';

let compiler: ByteCompiler;
beforeAll(async () => {
  compiler = await createByteCompiler(loadXGrammar());
});

async function match(source: string, text: string): Promise<Match> {
  const { grammar } = readEbnf(source);
  if (!grammar) throw new Error('unreadable');
  const compiled = await compiler.compile(printGrammar(grammar));
  return matchText(await compiled.createMatcher(), text);
}

const expected = { ascii: [], beyondAscii: false, end: false };

describe('a text that does not match', () => {
  it.each([
    [
      'root ::= "a" [0-9b]',
      'ac',
      { byte: 1, line: 1, column: 2 },
      {
        ascii: [
          [48, 57],
          [98, 98],
        ],
      },
    ],
    ['root ::= "é\\n€" "x"', 'é\n€y', { byte: 6, line: 2, column: 2 }, { ascii: [[120, 120]] }],
    ['root ::= [é-ü]', 'è', { byte: 0, line: 1, column: 1 }, { beyondAscii: true }],
    ['root ::= "a"+', 'aa\n', { byte: 2, line: 1, column: 3 }, { ascii: [[97, 97]], end: true }],
  ])('%j, is followed to its first wrong character', async (source, text, place, next) => {
    expect(await match(source, text)).toEqual({
      match: 'mismatch',
      ...place,
      expected: { ...expected, ...next },
    });
  });
});
