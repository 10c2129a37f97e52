import { expect, it } from 'vitest';
import { hasGitHubChecksum } from '../../../src/context/gitHubChecksum';
import { findSecrets } from '../../../src/context/secretText';
import { drawnText } from '../../support/drawn';

/** Of an article on the form, revoked long ago; in pieces, so that no scanner takes it for a leak. */
const published = ['zQWBuTSOoRi4A9s', 'pHcVY5ncnsDkxkJ', '0mLq17'].join('');

it('tells a token by its last six characters', () => {
  expect(hasGitHubChecksum(published)).toBe(true);
  for (let at = 0; at < published.length; at++) {
    const other = published[at] === 'a' ? 'b' : 'a';
    const changed = published.slice(0, at) + other + published.slice(at + 1);
    expect([changed, hasGitHubChecksum(changed)]).toEqual([changed, false]);
  }
  expect(hasGitHubChecksum(`${published}a`)).toBe(false);
});

it('makes a token of what looks like words, and acquits nothing', () => {
  const words = ['configurationManagerFactoryFor', 'iNsMS'].join('');
  expect(findSecrets(`ghp_${words}`)).toEqual([]);
  const wrong = drawnText(36, 'wrong');
  expect(hasGitHubChecksum(wrong)).toBe(false);
  expect(findSecrets(`ghp_${wrong}`)).toHaveLength(1);
});
