import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { removeApiKeys, createApiKeyFilters, type KeyFilter } from '../../../src/base/apiKeyFilter';
import { expectLinearTime } from '../../support/growth';

const key = 'sk-ab"sk-ab"1x';

function filterFor(...keys: readonly string[]): KeyFilter {
  const filter = createApiKeyFilters(keys)?.();
  if (!filter) throw new Error('there is no key to look for');
  return filter;
}

describe('an answer', () => {
  it.each([
    ['as it is', key],
    ['in upper case', key.toUpperCase()],
    ['in JSON', JSON.stringify(key).slice(1, -1)],
    ['in an address', encodeURIComponent(key)],
    ['in HTML', key.replaceAll('"', '&quot;')],
  ])('is told without a whole key, %s', (_how, spelling) => {
    const filter = filterFor(key);
    expect(removeApiKeys(filter, `<${spelling}> and ${spelling}${spelling}`)).toBe(
      '<•••> and ••••••',
    );
    expect(filter.count).toBe(3);
  });

  it.each([
    ['a piece of a key', key.slice(0, -1)],
    ['the other piece', key.slice(1)],
    ['base64', Buffer.from(key).toString('base64')],
    ['characters that are apart', Array.from(key).join(' ')],
  ])('is data, and keeps %s', (_what, text) => {
    expect(removeApiKeys(filterFor(key), `${text} ${text}`)).toBe(`${text} ${text}`);
  });

  it('is not looked through for words that are no keys', () => {
    expect(createApiKeyFilters(['EMPTY', '', '  secret  '])).toBeUndefined();
  });

  it('is told alike however it is cut', () => {
    const pieces = fc.array(fc.constantFrom(key, 's', 'sk-ab', '"', 'x', 'sk-ab"1x', 'é', '\\"'));
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(9)), (words, cuts) => {
        const text = words.join('');
        const whole = removeApiKeys(filterFor(key, 'sk-ab"1x', 'ab"sk-ab"1'), text);
        const filter = filterFor(key, 'sk-ab"1x', 'ab"sk-ab"1');
        let left = '';
        let at = 0;
        for (const cut of cuts) {
          left += filter.push(text.slice(at, at + cut));
          at += cut;
        }
        left += filter.push(text.slice(at)) + filter.end();
        expect(left).toBe(whole);
        expect(left.toLowerCase()).not.toContain(key);
      }),
    );
  });

  it('waits for no more than what may be a key', () => {
    const filter = filterFor(key);
    expect(filter.push('this is s')).toBe('this is ');
    expect(filter.push('o')).toBe('so');
    expect(filter.push('sk')).toBe('');
    expect(filter.push('ip')).toBe('skip');
  });

  it('is told in order where others come between, and never most of a key', () => {
    const filter = filterFor(key);
    expect([filter.push('a sk-'), filter.pause(), filter.pause()]).toEqual(['a ', 'sk-', '']);
    expect(filter.push(key.slice(3))).toBe('•••');
    expect([filter.push(' sk-a'), filter.pause(), filter.push('x')]).toEqual([' ', 'sk-a', 'x']);
    expect([filter.push(key.slice(0, -1)), filter.pause()]).toEqual(['', '']);
    expect(filter.end()).toBe(key.slice(0, -1));
  });

  it('costs as much for a late piece as for an early one', async () => {
    await expectLinearTime({
      input: (size) => Array.from({ length: size }, () => 'sk-a sk-ab"s'),
      work: (pieces) => {
        const filter = filterFor(key);
        for (const piece of pieces) filter.push(piece);
      },
    });
  });
});
