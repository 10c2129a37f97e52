import { describe, expect, it } from 'vitest';
import { skipReason } from '../../../src/completion/skipReason';
import { documentAt } from '../../support/document';

function refusal(document: string, trigger: 'automatic' | 'invoked' = 'automatic') {
  const { lines, position } = documentAt(document);
  return skipReason(lines, position, trigger);
}

describe('typing asks the model', () => {
  it.each(['x = █', 'foo(█)', 'foo(█);', 'call("█")', 'a\n  █', 'a\n█', 'if (x█) {'])(
    'at %s',
    (document) => {
      expect(refusal(document)).toBeUndefined();
    },
  );

  it.each([
    ['na█me', 'inside-word'],
    ['█', 'nothing-to-go-on'],
    ['   █', 'nothing-to-go-on'],
    ['f(█a, b)', 'inside-line'],
    ['x█ = 1', 'inside-line'],
  ] as const)('not at %s', (document, reason) => {
    expect(refusal(document)).toBe(reason);
  });

  it.each(['f(█ + b)', 'na█me', '█'])('at %s when a person asks for it', (document) => {
    expect(refusal(document, 'invoked')).toBeUndefined();
  });
});
