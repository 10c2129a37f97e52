import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/cli/usageError';
import { readArguments, readInteger, readNumber, type OptionTable } from '../../../src/cli/options';

const table = {
  name: { type: 'string', value: 'N', help: '' },
  each: { type: 'string', multiple: true, value: 'E', help: '' },
  loud: { type: 'boolean', help: '' },
} as const satisfies OptionTable;

const range = { min: 0, max: 2 };

describe('arguments', () => {
  it('are read in any order, and what is not given has a value of its kind', () => {
    expect(readArguments(['a', '--each', 'x', '-', '--each=-y'], table, ['A', 'B'])).toEqual({
      values: { name: undefined, each: ['x', '-y'], loud: false },
      positionals: ['a', '-'],
    });
    expect(readArguments(['--loud', '--name', '-', '--', '--name'], table, ['A'])).toEqual({
      values: { name: '-', each: [], loud: true },
      positionals: ['--name'],
    });
  });

  it.each([['-5 + 3 - 2 = ?'], ['- one\n- two'], ['-1'], ['--- a/file'], ['-'], ['']])(
    '%j is a text and no option',
    (text) => {
      expect(readArguments([text], table, ['A']).positionals).toEqual([text]);
      expect(readArguments(['--name', text], table).values.name).toBe(text);
    },
  );

  it.each([
    [['--nope'], 'unknown option --nope'],
    [['a', '-x'], 'unknown option -x'],
    [['a', '--nope=1'], 'unknown option --nope;'],
    [['a', '--toString'], 'unknown option --toString'],
    [[], 'A is missing'],
    [['a', 'b'], 'unexpected argument “b”'],
    [['a', '--name'], '--name takes a value: --name N'],
    [['a', '--name', '--loud'], 'and --loud looks like an option; write --name=--loud if'],
    [['a', '--loud=yes'], '--loud takes no value'],
    [['a', '--name', 'x', '--name', 'x'], '--name is given twice'],
  ])('%j are refused in one line', (args, message) => {
    const read = (): unknown => readArguments(args, table, ['A']);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
    expect(read).not.toThrow('\n');
  });

  it('takes what it is told to take, and a switch as often as it likes', () => {
    const args = ['--name=--loud', '--loud', '--loud', '--', '-x', '--nope'];
    expect(readArguments(args, table, ['A', 'B'])).toEqual({
      values: { name: '--loud', each: [], loud: true },
      positionals: ['-x', '--nope'],
    });
  });
});

describe('a number', () => {
  it.each([
    ['0', 0],
    ['2', 2],
    [undefined, undefined],
  ])('%j is %j as an integer', (text, value) => {
    expect(readInteger('n', text, range)).toBe(value);
  });

  it.each(['', ' ', '3', '-1', '1.5', '1e0', '0x1', 'x'])('%j is no integer here', (text) => {
    expect(() => readInteger('n', text, range)).toThrow(`from 0 to 2, not “${text}”`);
  });

  it.each([
    ['0', 0],
    ['1.5', 1.5],
    ['.5', 0.5],
    [undefined, undefined],
  ])('%j is %j', (text, value) => {
    expect(readNumber('n', text, range)).toBe(value);
  });

  it.each(['', ' ', '2.1', '-0.1', 'NaN', 'x'])('%j is none here', (text) => {
    expect(() => readNumber('n', text, range)).toThrow(`from 0 to 2, not “${text}”`);
  });
});
