import { describe, expect, it } from 'vitest';
import { isAtLeast, parseRelease, releaseInFingerprint } from '../../../src/provider/release';
import { dialectOf } from '../../../src/provider/dialect';

describe('a release', () => {
  it.each([
    ['0.32.0', [0, 32, 0]],
    ['v0.11.1rc2.dev3+gabc', [0, 11, 1]],
    ['0.6', [0, 6, 0]],
    // A router's own number, and a gateway's.
    ['0.1.8', undefined],
    ['1.74.2', undefined],
    ['dev', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('is read leniently: %s', (text, expected) => {
    expect(parseRelease(text)).toEqual(expected);
  });

  it('is compared part by part', () => {
    expect(isAtLeast([0, 11, 0], [0, 6, 5])).toBe(true);
    expect(isAtLeast([0, 6, 4], [0, 6, 5])).toBe(false);
    expect(isAtLeast([1, 0, 0], [0, 32, 1])).toBe(true);
  });

  it('is read from a fingerprint, which passes routers', () => {
    expect(releaseInFingerprint('vllm-0.32.0-tp4-1a2b3c4d')).toBe('0.32.0');
    expect(releaseInFingerprint('fp_44709d6fcb')).toBeUndefined();
  });
});

describe('the dialect', () => {
  it.each([
    ['0.6.4', { constraints: 'guided', grammars: 'none' }],
    ['0.10.2', { constraints: 'guided', missing: { chat: ['thinkingBudget'] } }],
    ['0.11.0', { constraints: 'structured-outputs', grammars: 'xgrammar' }],
    ['0.32.0', { constraints: 'structured-outputs', missing: { chat: [], completions: [] } }],
    ['somebody’s fork', { constraints: 'both', grammars: 'xgrammar' }],
  ])('of %s', (version, expected) => {
    expect(dialectOf(parseRelease(version))).toMatchObject(expected);
  });
});
