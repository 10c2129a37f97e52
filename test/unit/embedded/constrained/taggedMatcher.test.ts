/** Prose is free until a trigger, and what follows one is not. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TaggedMatcher } from '../../../../src/embedded/constrained/taggedMatcher';
import { encodeUtf8 } from '../../../../src/embedded/model/utf8';
import type { ByteMatcher } from '../../../../src/guided/byteMatcher';

/** Takes exactly `text`. */
function exactly(text: string): ByteMatcher {
  const bytes = encodeUtf8(text);
  let at = 0;
  return {
    accept: (given) => {
      if (!given.every((byte, index) => bytes[at + index] === byte)) return false;
      at += given.length;
      return true;
    },
    allowedBytes: () => Array.from({ length: 256 }, (_, byte) => bytes[at] === byte),
    canEnd: () => at === bytes.length,
    reset: () => {
      at = 0;
    },
    dispose() {},
  };
}

const matcherOf = (least: number, most?: number): TaggedMatcher =>
  new TaggedMatcher([{ trigger: '<x', matcher: exactly('>1</x>') }], { least, most });

/** Whether all of `text` may be written in these portions, and end there. */
function takes(matcher: TaggedMatcher, portions: readonly string[]): boolean {
  return portions.every((part) => matcher.accept(encodeUtf8(part))) && matcher.canEnd();
}

describe('a matcher of tags', () => {
  it('takes prose and whole tags, cut into tokens anywhere but after a tag', () => {
    const text = 'a<<x>1</x>';
    fc.assert(
      fc.property(fc.subarray(Array.from(text, (_, index) => index)), (cuts) => {
        const portions = [0, ...cuts, text.length].map((from, index, all) =>
          text.slice(from, all[index + 1] ?? from),
        );
        expect(takes(matcherOf(1), [...portions, ' and'])).toBe(true);
      }),
    );
  });

  it('takes only texts whose tags are right', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('<', 'x', '>', '1', '</x>', 'a', '<x')), (portions) => {
        const text = portions.join('');
        const rest = text.replaceAll('<x>1</x>', '');
        if (takes(matcherOf(0), portions)) expect(rest).not.toContain('<x>2');
        if (takes(matcherOf(0), portions)) {
          expect(
            text
              .split('<x')
              .slice(1)
              .every((each) => each.startsWith('>1</x>')),
          ).toBe(true);
        }
      }),
    );
  });

  it('refuses a token that goes wrong after its trigger, and has then taken nothing of it', () => {
    const matcher = matcherOf(0);
    expect(matcher.accept(encodeUtf8('<x>2'))).toBe(false);
    expect(takes(matcher, ['x>1</x>'])).toBe(true);
    expect(matcher.accept(encodeUtf8('<x>1'))).toBe(true);
    expect(matcher.canEnd()).toBe(false);
  });

  it('counts its tags', () => {
    const one = matcherOf(1, 1);
    expect(one.canEnd()).toBe(false);
    expect(takes(one, ['<x>1</x>'])).toBe(true);
    expect(one.accept(encodeUtf8('a'))).toBe(false);
    expect(one.allowedBytes()).not.toContain(true);
  });
});
