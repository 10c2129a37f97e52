import { describe, expect, it } from 'vitest';
import { readEbnf } from '../../../src/guided/ebnf';
import { costWarnings } from '../../../src/guided/grammarCosts';
import { unusedRules } from '../../../src/guided/portability';

const rules = (count: number, body: string): string =>
  Array.from({ length: count }, (_, index) => `r${index} ::= ${body}`).join('\n');

function warningsOf(source: string): readonly string[] {
  const { grammar, problems } = readEbnf(source);
  if (!grammar) throw new Error(problems[0]?.message);
  return costWarnings(source, grammar).map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );
}

describe('counted repetitions', () => {
  it.each([
    ['root ::= "a"{0,1000}'],
    ['root ::= "a"* [b-c]+ ("d" | "e")?'],
    [`root ::= r0\n${rules(100, 'short')}\nshort ::= [a-z]{0,40}`],
  ])('%j are cheap', (source) => {
    expect(warningsOf(source)).toEqual([]);
  });

  it.each([
    [
      'root ::= "a"{1,100000}',
      '1:13 this is copied 100000 times, which is slow to compile on a server: use `*`',
    ],
    [
      'root ::= x\nx ::= ("a" "b"{30} "c"{10,20}){100}',
      '2:31 this is copied 5100 times, which is slow to compile on a server: use `*`',
    ],
    [
      `root ::= r0\n${rules(100, '[a-z]{0,40}')}`,
      '2:13 counted repetitions make 4000 copies, which is slow to compile on a server: put the bound into one rule that all share',
    ],
  ])('%j are warned of', (source, warning) => {
    expect(warningsOf(source)).toEqual([warning]);
  });
});

describe('a grammar with mistakes', () => {
  it('is warned of rules that nothing reaches, as far as it can be read', () => {
    const source = 'root ::= "a" "\\q"\nlost ::= "b"';
    const { partial } = readEbnf(source);
    if (!partial) throw new Error('nothing was read');
    expect(unusedRules(source, partial)).toEqual([
      { message: 'rule `lost` is not used by `root`', line: 2, column: 1 },
    ]);
  });

  it('is not, where a rule was lost that may have used them', () => {
    expect(readEbnf('root = lost\nlost ::= "b"').partial).toBeUndefined();
    expect(readEbnf('root ::= "a\nlost ::= "b"').partial).toBeUndefined();
  });
});
