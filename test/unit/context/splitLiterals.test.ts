import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSecrets, replaceSpans } from '../../../src/context/secretText';
import { drawnText } from '../../support/drawn';

const left = (text: string): string => replaceSpans(text, findSecrets(text));
const token = `ghp_${drawnText(36, 'split')}`;

describe('a token in several strings that a program joins', () => {
  const joints = [
    ...['" + "', '" +\n    "', '"\n    "', '" "', '" . "', '" .. "', '" & "', '" || "'],
    ...['" \\\n  "', '" + f"', '"\r\n  + "'],
  ];

  it.each(joints)('is found over %j', (between) => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 39 }), { maxLength: 5 }), (cuts) => {
        const parts = [0, ...cuts.sort((a, b) => a - b)].map((from, at, all) =>
          token.slice(from, all[at + 1] ?? token.length),
        );
        expect(left(`a = f("${parts.join(between)}");`)).toBe('a = f("[GitHub token left out]");');
      }),
    );
  });

  it('is none where a list holds its pieces, or where the pieces are words', () => {
    for (const text of [
      `["${token.slice(0, 9)}", "${token.slice(9)}"]`,
      '"ghp_" + "getHttpPathOfTheRepositoryAndItsOwner1"',
      '"sk-" + "button" + "-primary-large"',
      'f(" ", "a", " " + b + " ")',
    ]) {
      expect(left(text)).toBe(text);
    }
  });

  it('leaves all else as it is', () => {
    const piece = fc.constantFrom(
      '"',
      "'",
      '`',
      ' + ',
      '\n',
      ' ',
      'a',
      token.slice(0, 8),
      '\\',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('');
        const spans = findSecrets(text);
        for (const { start, end } of spans) expect(start < end && end <= text.length).toBe(true);
      }),
    );
  });
});
