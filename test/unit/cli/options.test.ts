import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/cli/usageError';
import { readArguments, readInteger, readNumber, type OptionTable } from '../../../src/cli/options';

const table = {
  name: { type: 'string', value: 'N', help: '' },
  each: { type: 'string', multiple: true, value: 'E', help: '' },
  loud: { type: 'boolean', help: '' },
} as const satisfies OptionTable;

const range = { least: 0, most: 2 };

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

  it.each([
    [['--nope'], "Unknown option '--nope'"],
    [[], 'A is missing'],
    [['a', 'b'], 'unexpected argument “b”'],
    [['a', '--name', '-x'], "'--name' argument is ambiguous"],
    [['a', '--loud=yes'], "'--loud' does not take an argument"],
  ])('%j are refused in one line', (args, message) => {
    const read = (): unknown => readArguments(args, table, ['A']);
    expect(read).toThrow(UsageError);
    expect(read).toThrow(message);
    expect(read).not.toThrow('\n');
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
