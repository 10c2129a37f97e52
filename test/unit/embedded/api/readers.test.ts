import { describe, expect, it } from 'vitest';
import {
  decimal,
  either,
  failed,
  flag,
  integer,
  integerFrom,
  list,
  nullable,
  oneOf,
  text,
  type Reader,
} from '../../../../src/embedded/api/readers';

const outcome = (reader: Reader<unknown>, input: unknown): unknown => {
  const reading = reader(input);
  return failed(reading) ? reading.problems.map(({ type }) => type) : reading.value;
};

describe('a reader', () => {
  it.each<readonly [string, Reader<unknown>, unknown, unknown]>([
    ['integer', integer, 3, 3],
    ['integer', integer, 3.0, 3],
    ['integer', integer, '3', 3],
    ['integer', integer, ' -3.0 ', -3],
    ['integer', integer, true, 1],
    ['integer', integer, 3.5, ['int_from_float']],
    ['integer', integer, '3.5', ['int_parsing']],
    ['integer', integer, '', ['int_parsing']],
    ['integer', integer, null, ['int_type']],
    ['integer', integer, 1e30, ['int_parsing_size']],
    ['integer', integer, Infinity, ['finite_number']],
    ['a bounded integer', integerFrom(-1), -1, -1],
    ['a bounded integer', integerFrom(-1), -2, ['greater_than_equal']],
    ['decimal', decimal, '1e3', 1000],
    ['decimal', decimal, ' ', ['float_parsing']],
    ['decimal', decimal, [], ['float_type']],
    ['flag', flag, 'yes', true],
    ['flag', flag, 'OFF', false],
    ['flag', flag, 1, true],
    ['flag', flag, 3, ['bool_parsing']],
    ['flag', flag, null, ['bool_type']],
    ['text', text, 3, ['string_type']],
    ['list', list(integer), [1, '2'], [1, 2]],
    ['list', list(integer), [1, 'a', null], ['int_parsing', 'int_type']],
    ['list', list(integer), 'a', ['list_type']],
    ['a short list', list(integer, { most: 1 }), [1, 2], ['too_long']],
    ['either', either(text, list(text)), ['a'], ['a']],
    ['either', either(text, list(text)), 3, ['string_type', 'list_type']],
    ['one of', oneOf('a', 'b'), 'b', 'b'],
    ['one of', oneOf('a', 'b'), 'c', ['literal_error']],
    ['nullable', nullable(text), null, undefined],
  ])('of %s reads as pydantic does: case %#', (_name, reader, input, expected) => {
    expect(outcome(reader, input)).toEqual(expected);
  });

  it('of a list stops soon when everything in it is wrong', () => {
    const problems = outcome(
      list(integer),
      Array.from({ length: 100_000 }, () => 'a'),
    );
    expect((problems as string[]).length).toBeLessThan(20);
  });
});
