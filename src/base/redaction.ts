import { normalizeText, withoutSpace, type NormalizedText } from './normalizedText';
import { ShortenedKeys, type OffsetRange } from './shortenedKeys';
import { encodingsOf } from './keyEncodings';

/** Stands where something is left out of a text. */
export const redactionMark = '•••';

/**
 * - `key`: whatever opens something. A part of it is left out as well, since texts get cut
 * - `header`: the value of a header that a person named, which may be any word
 */
export type SecretKind = 'key' | 'header';

export type Redact = (text: string) => string;

/** Leaves keys and passwords out of whatever is shown, logged or written down. */
export interface Redaction {
  /** From now on `secret` is left out, in every spelling in which it may come back. */
  readonly learn: (secret: string, kind?: SecretKind) => void;
  readonly redact: Redact;
  /** Leaves out what was learnt, and nothing that merely looks like a key: for what a person wrote. */
  readonly redactKnown: Redact;
}

/** Shorter ones are words that stand in any text (`EMPTY`, `a`): they are left out between quotes only. */
const shortest = 6;

/** From here on no text holds a secret by chance, and neither do some of its characters in a row. */
const long = 12;

/** From here on one that was shortened to both of its ends is still told by them. */
const shortestShortened = 8;

/** Of a key whose characters are set apart, as many in a row are no chance. */
const apart = 12;

export function createRedaction(): Redaction {
  const words = new Map<string, RegExp>();
  /** Pieces of long secrets in lower case, by their length. */
  const pieces = new Map<number, Set<string>>();
  const shortened = new ShortenedKeys();

  const learnPieces = (spelling: string, length: number): void => {
    const known = pieces.get(length) ?? new Set();
    pieces.set(length, known);
    for (let at = 0; at + length <= spelling.length; at++) {
      known.add(lowerCaseAscii(spelling.slice(at, at + length)));
    }
  };
  const learnSpelling = (spelling: string, kind: SecretKind): void => {
    const length = pieceLength(spelling, kind);
    if (length === undefined) words.set(spelling, patternFor(spelling));
    else learnPieces(spelling, length);
  };
  const piecesIn = (text: string): readonly OffsetRange[] =>
    [...pieces].flatMap(([length, known]) => covered(text, length, known));
  const wordsIn = (text: string): readonly OffsetRange[] =>
    [...words.values()].flatMap((pattern) =>
      [...text.matchAll(pattern)].map(({ 0: word, index }): OffsetRange => [
        index,
        index + word.length,
      ]),
    );

  const redactKnown = (text: string): string => {
    const plain = normalizeText(text);
    const joined = withoutSpace(plain);
    const ranges = [
      ...piecesIn(text),
      ...wordsIn(text),
      ...within(plain, [
        ...piecesIn(plain.text),
        ...wordsIn(plain.text),
        ...shortened.find(lowerCaseAscii(plain.text)),
      ]),
      ...within(joined, longRuns(joined.text, piecesIn(joined.text))),
    ];
    return withoutRanges(text, ranges);
  };

  return {
    learn(secret, kind = 'key') {
      const text = secret.trim();
      if (text === '') return;
      if (text.length < shortest) {
        words.set(text, patternFor(text));
        return;
      }
      for (const spelling of encodingsOf(text)) learnSpelling(spelling, kind);
      if (kind === 'key' && text.length >= shortestShortened) shortened.learn(lowerCaseAscii(text));
      const joined = text.replace(/\s+/g, '');
      if (joined !== text && joined.length >= apart) learnSpelling(joined, kind);
    },
    redact: (text) => withoutCredentials(redactKnown(text)),
    redactKnown,
  };
}

/** What two words have in common by chance, with the space between them gone, is no key. */
function longRuns(text: string, ranges: readonly OffsetRange[]): readonly OffsetRange[] {
  return merged(ranges).flatMap(([from, to]): readonly OffsetRange[] => {
    // A sign in front of a key may be a piece of it: `ann:key`.
    const inside = text.slice(from, to).replace(/^[^\p{L}\p{N}]+/u, '');
    return inside.length < apart ? [] : [[to - inside.length, to]];
  });
}

/** Where ranges of a reading stand in the text that was read. */
function within(
  { from, to }: NormalizedText,
  ranges: readonly OffsetRange[],
): readonly OffsetRange[] {
  return ranges.map(([first, end]) => [from[first] ?? 0, to[end - 1] ?? 0]);
}

/** No words of a language: digits among letters. A header may be a media type. */
const random: Readonly<Record<SecretKind, RegExp>> = {
  key: /(?=\S*\d)(?=\S*[a-z])\S{8}/i,
  header: /(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{8}/i,
};

/** How many characters in a row give a secret away; `undefined` where only the whole of it does. */
function pieceLength(secret: string, kind: SecretKind): number | undefined {
  const isRandom = random[kind].test(secret);
  if (secret.length < long) return kind === 'key' && isRandom ? shortest : undefined;
  if (isRandom) return 8;
  return kind === 'key' ? 10 : undefined;
}

function patternFor(word: string): RegExp {
  const literal = word.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return word.length < shortest
    ? new RegExp(`(?<=["'“‘\`])${literal}(?=["'”’\`])`, 'g')
    : new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu');
}

/** Where `text` holds what is `known`. */
function covered(text: string, length: number, known: ReadonlySet<string>): readonly OffsetRange[] {
  const plain = lowerCaseAscii(text);
  const ranges: OffsetRange[] = [];
  for (let at = 0; at + length <= plain.length; at++) {
    if (known.has(plain.slice(at, at + length))) ranges.push([at, at + length]);
  }
  return ranges;
}

function withoutRanges(text: string, ranges: readonly OffsetRange[]): string {
  let left = '';
  let end = 0;
  for (const [from, to] of merged(ranges)) {
    left += text.slice(end, from) + redactionMark;
    end = to;
  }
  return left + text.slice(end);
}

/** In their order, those that touch as one. */
function merged(ranges: readonly OffsetRange[]): readonly OffsetRange[] {
  const all: [from: number, to: number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = all.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else all.push([from, to]);
  }
  return all;
}

/** Of ASCII letters only: others may change their length. */
export function lowerCaseAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Leaves out what says of itself that it is a credential, whoever it belongs to. */
export function withoutCredentials(text: string): string {
  return text
    .replace(userInAddress, `${redactionMark}@`)
    .replace(authorization, `$1${redactionMark}`)
    .replace(bearer, (whole, scheme: string, token: string) =>
      plainWord.test(token) ? whole : `${scheme}${redactionMark}`,
    )
    .replace(keyInQuery, `$1${redactionMark}`);
}

/**
 * Name and password of an address. Where a port is no number the colon parts these two instead, and
 * a password may hold what would end it in an address that is well formed.
 */
const userInAddress =
  /(?<=:\/\/|["'“(\s]\/\/|^\/\/)(?:[^\s/?#"'”<>@]{0,512}@)+|(?<=:\/\/)[^\s/?#"'”<>@:[\]]{0,256}:(?!\d{1,5}[/?#])[^\s"'”<>]{0,512}@/gu;

const authorization =
  /(authorization["']?\s{0,4}[:=]?\s{0,4}["']?(?:bearer|basic|token)\s{1,4})[^\s"'”,;<]+/gi;

const bearer = /(\b(?:bearer|basic)(?:\s{1,4}|%20|\+))([\w.~+/=-]{4,})/gi;

/** *Bearer token*, *basic authentication*: no key is one word in plain spelling. */
const plainWord = /^(?:[A-Z]?[a-z]{1,19}|[A-Z]{1,19})[.]?$/;

const keyInQuery = /([?&](?:api[-_]?key|key|token|access[-_]token|password|secret)=)[^\s&#"'”]+/gi;
