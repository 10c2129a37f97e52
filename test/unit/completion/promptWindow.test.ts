import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { promptWindowBudget, promptWindowAround } from '../../../src/completion/promptWindow';
import { documentAt } from '../../support/document';

const numbered = (count: number): string =>
  Array.from({ length: count }, (_, index) => `line ${index}`).join('\n');

describe('the text around the cursor', () => {
  it('is all of a small document', () => {
    const { lines, position } = documentAt('a\nb█c\nd');
    expect(promptWindowAround(lines, position, { prefix: 100, suffix: 100 })).toEqual({
      prefix: 'a\nb',
      suffix: 'c\nd',
    });
  });

  it('begins at a line whose number is a multiple of 32, so that the prefix cache lasts', () => {
    const starts = new Set<string | undefined>();
    for (let last = 200; last < 230; last++) {
      const { lines, position } = documentAt(`${numbered(last)}█`);
      const { prefix } = promptWindowAround(lines, position, { prefix: 1_000, suffix: 0 });
      starts.add(prefix.split('\n')[0]);
    }
    expect([...starts]).toEqual(['line 96', 'line 128']);
  });

  it('is never larger than its budget, nor torn inside a surrogate pair', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '🌿', '  '), maxLength: 200 });
    const size = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(text, text, size, size, (before, after, prefix, suffix) => {
        const { lines, position } = documentAt(`${before}█${after}`);
        const window = promptWindowAround(lines, position, { prefix, suffix });
        expect(window.prefix.length).toBeLessThanOrEqual(prefix);
        expect(window.suffix.length).toBeLessThanOrEqual(suffix);
        expect(before.endsWith(window.prefix)).toBe(true);
        expect(after.startsWith(window.suffix)).toBe(true);
        expect(() => encodeURIComponent(window.prefix + window.suffix)).not.toThrow();
      }),
    );
  });

  it('holds no half of a word, which could be half of a token', () => {
    const { lines, position } = documentAt('first second█third fourth');
    expect(promptWindowAround(lines, position, { prefix: 9, suffix: 9 })).toEqual({
      prefix: ' second',
      suffix: 'third ',
    });
    const long = documentAt(`${'x'.repeat(100)}█${'y'.repeat(100)}`);
    expect(promptWindowAround(long.lines, long.position, { prefix: 9, suffix: 9 })).toEqual({
      prefix: '',
      suffix: '',
    });
  });

  it('leaves room for the answer in a small context window', () => {
    const { prefix, suffix } = promptWindowBudget(1_024, 192);
    expect(prefix + suffix).toBeLessThanOrEqual((1_024 - 192) * 2.5);
    expect(promptWindowBudget(64, 192)).toEqual({ prefix: 0, suffix: 0 });
    expect(promptWindowBudget(undefined, 192)).toEqual(promptWindowBudget(1_000_000, 192));
  });
});
