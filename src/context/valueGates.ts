import { consistsOfWords, looksRandom } from './randomness';
import { mayBePassword } from './passwordWords';
import { isPlaceholder } from './placeholders';

/** A path, a selector, a scope, a key of translations: names in a row. */
const separated = /[-._/:#@=&?+~|[\]]/;
const pattern = /\(\?|\[\^|[\])][*+?{]|^\^|\w-\w\]/;
const measure =
  /^(?:[v^~<>=]{0,2}\d+(?:\.\w+)+|\d+(?:[a-z]{1,5}|%)|#[0-9a-f]{3,8}|0x[0-9a-f]{1,16})$/i;

/** Whether what is given as a password may be one that a person chose: a digit or a mark in it. */
export function isChosen(value: string): boolean {
  if (!/[\d!@#$%^&*+?~]/.test(value) || !/[A-Za-z]/.test(value)) return false;
  if (!mayBePassword(value) || isPlaceholder(value)) return false;
  if (pattern.test(value) || measure.test(value)) return false;
  return !(separated.test(value) && consistsOfWords(value));
}

/**
 * Whether what is given as a password without quotes may be one; stricter than `isChosen`, since
 * nothing tells a value from a name in a program.
 */
export function isChosenUnquoted(value: string): boolean {
  return /\d/.test(value) && isChosen(value) && !consistsOfWords(value);
}

const shortestKey = 16;
/** In bits a character; what is drawn of sixteen digits has 3 and more, a word with a number less. */
const leastEntropy = 3;

/** Whether what is given as a key or token looks drawn by chance. */
export function isKey(value: string): boolean {
  if (value.length < shortestKey || !/^[\w.~+/=:|-]+$/.test(value)) return false;
  return (
    looksRandom(value, 'digits and one case') &&
    !isPlaceholder(value) &&
    !measure.test(value) &&
    entropyOf(value) >= leastEntropy
  );
}

/** Shannon's, of the characters of a text. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values())
    bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** Words that no list of BIP 39 has, and every sentence. */
const prose = /\b(?:the|and|for|with|are|was|not|has|its)\b/;

/** Whether words are as many, and as different, as those that a wallet is made of. */
export function isSeedPhrase(value: string): boolean {
  const words = value.split(/[ ,]+/);
  return (
    [12, 15, 18, 21, 24].includes(words.length) &&
    // The ones of every test are one word over and over.
    new Set(words).size > 0.7 * words.length &&
    !prose.test(value)
  );
}
