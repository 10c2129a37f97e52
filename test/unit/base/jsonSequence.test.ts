import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonSequence } from '../../../src/base/jsonSequence';

function objectsIn(chunks: readonly string[], sequence = new JsonSequence()): string[] {
  return [...chunks.flatMap((chunk) => sequence.push(chunk)), ...sequence.flush()];
}

describe('objects that follow one another', () => {
  it.each([
    ['one', '{"a":1}', ['{"a":1}']],
    ['in lines', '{"a":1}\n{"b":2}\n', ['{"a":1}', '{"b":2}']],
    ['by themselves', '{"a":1}{"b":2}', ['{"a":1}', '{"b":2}']],
    ['in a list', '[{"a":1}, {"b":[2]}]', ['{"a":1}', '{"b":[2]}']],
    ['with braces in texts', '{"a":"}{"}{"b":"\\"}"}', ['{"a":"}{"}', '{"b":"\\"}"}']],
    ['with a backslash at the end of a text', '{"a":"\\\\"}{}', ['{"a":"\\\\"}', '{}']],
    ['of which the last does not end', '{"a":1}{"b":', ['{"a":1}', '{"b":']],
    ['none', ' \n[]', []],
  ])('are taken apart: %s', (_what, text, objects) => {
    expect(objectsIn([text])).toEqual(objects);
  });

  it('are the same however their text is cut', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value));
    const between = fc.constantFrom('', '\n', '\r\n', ',', ' , ');
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(object), between, sizes, (objects, separator, cuts) => {
        const text = objects.join(separator);
        const chunks: string[] = [];
        for (let at = 0; at < text.length;) {
          const size = cuts[chunks.length % cuts.length] ?? 1;
          chunks.push(text.slice(at, at + size));
          at += size;
        }
        expect(objectsIn(chunks)).toEqual(objects);
      }),
    );
  });

  it('are given as soon as they end', () => {
    const sequence = new JsonSequence();
    expect(sequence.push('{"a":')).toEqual([]);
    expect(sequence.push('1}\n{')).toEqual(['{"a":1}']);
    expect(sequence.push('}')).toEqual(['{}']);
  });

  it.each([
    ['{} {}', false],
    ['[{},\n{}]', false],
    ['{} and {}', true],
  ])('are told apart from other text: %s', (text, hasSkipped) => {
    const sequence = new JsonSequence();
    sequence.push(text);
    expect(sequence.hasSkipped).toBe(hasSkipped);
  });

  it.each([[['{"a":"0123456789"}']], [['{"a":"01', '234567']]])(
    'are refused where one is too long: %j',
    (chunks) => {
      expect(() => objectsIn(chunks, new JsonSequence(10))).toThrow(RangeError);
    },
  );
});
