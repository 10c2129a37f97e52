/** Of what a token may be made, beside which it is no word: what its issuer draws it from. */
export type Alphabet = 'digits and both cases' | 'both cases' | 'digits and one case';

/** So much of the names that people give to things are words. */
const maxWordShare = 0.7;

/** A word in `camelCase`, `snake_case` or a sentence; chance makes few that can be spoken. */
const words = /[A-Z]?[a-z]{3,}|[A-Z][a-z]{2}|[A-Z]{3,}/g;
const spoken = /[aeiouy]|^(?:https?|html|xml|css|src|ctx|str|cmd|sql|ptr|fmt|cfg|tmp|std|msg)$/i;
const unspoken = /[^aeiouy]{5}/i;

const repeated = /(.)\1{5}/;
const documented =
  /example|your[-_]|[-_]here|placeholder|redacted|dummy|change[-_]?me|0123456789|abcdefghij/i;

/** Whether a text looks drawn by chance, and neither like names in a program nor like a placeholder. */
export function looksRandom(text: string, from: Alphabet): boolean {
  if (from !== 'both cases' && !/\d/.test(text)) return false;
  if (from !== 'digits and one case' && !(/[a-z]/.test(text) && /[A-Z]/.test(text))) return false;
  if (isFiller(text)) return false;
  return !consistsOfWords(text);
}

/** Whether a text stands for a token where there is none. */
export function isFiller(text: string): boolean {
  return repeated.test(text) || documented.test(text);
}

/** Whether nearly all of a text is words that can be spoken. */
export function consistsOfWords(text: string): boolean {
  let inWords = 0;
  for (const [word] of text.matchAll(words)) {
    if (spoken.test(word) && !unspoken.test(word)) inWords += word.length;
  }
  return inWords > maxWordShare * text.replace(/[^A-Za-z0-9]/g, '').length;
}

const lower = 1;
const upper = 2;
const digit = 3;
const mark = 4;

/** In base64 drawn by chance, two neighbours in three are of different kinds; in names few are. */
const minChanges = { inLine: 0.4, overall: 0.52 };
const minDigits = 0.07;

/** Whether lines of base64 look drawn by chance, each of them and all together. */
export function areRandomLines(lines: readonly string[]): boolean {
  let [changes, digits, marks, characters] = [0, 0, 0, 0];
  for (const line of lines) {
    let [inLine, before] = [0, 0];
    for (const character of line) {
      const kind = kindOf(character);
      if (kind !== before) inLine++;
      if (kind === digit) digits++;
      if (kind === mark) marks++;
      before = kind;
    }
    if (inLine < minChanges.inLine * line.length) return false;
    changes += inLine;
    characters += line.length;
  }
  return (
    marks > 0 && changes >= minChanges.overall * characters && digits >= minDigits * characters
  );
}

function kindOf(character: string): number {
  if (character >= 'a' && character <= 'z') return lower;
  if (character >= 'A' && character <= 'Z') return upper;
  return character >= '0' && character <= '9' ? digit : mark;
}
