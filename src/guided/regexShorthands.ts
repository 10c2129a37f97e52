import {
  anyCharacter,
  characterSet,
  charactersOf,
  complement,
  difference,
  type CharacterSet,
} from './characterSet';

/**
 * A class that engines read differently beyond ASCII, or at the end of a line. XGrammar means ASCII;
 * guidance and outlines mean Unicode (seen on 0.16.0 and 0.32.0; docs/regex.md).
 */
export interface Shorthand {
  /** What every engine takes for it. */
  readonly all: CharacterSet;
  /** What one of them does. */
  readonly some: CharacterSet;
  /** What means the same to all of them, within brackets. */
  readonly portable: string;
}

const digit = characterSet([[0x30, 0x39]]);
const word = characterSet([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]);
const space = charactersOf(' \t\n\r\f\v');
/** All space that any engine knows; what separates records is some to Python alone. */
const anySpace = characterSet([
  ...space,
  [0x1c, 0x1f],
  [0x85, 0x85],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]);
/** What ends a line in any of the engines. */
const lineEnds = charactersOf('\n\r\u0085\u2028\u2029');

/** Unicode's own, found when they are first needed: a regular expression that says much is rare. */
const anyDigit = lazily(() => matching(/\p{Nd}/u));
const anyWord = lazily(() => matching(/[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u));

/** By their spelling. */
export const shorthands: ReadonlyMap<string, Shorthand> = new Map<string, Shorthand>([
  ['\\d', pair('0-9', digit, anyDigit)],
  ['\\w', pair('0-9A-Za-z_', word, anyWord)],
  ['\\s', pair(' \\t\\n\\r\\f\\v', space, () => anySpace)],
  ['\\D', negated(pair('^0-9', digit, anyDigit))],
  ['\\W', negated(pair('^0-9A-Za-z_', word, anyWord))],
  ['\\S', negated(pair('^ \\t\\n\\r\\f\\v', space, () => anySpace))],
  ['.', { all: difference(anyCharacter, lineEnds), some: anyCharacter, portable: '^\\n' }],
]);

function pair(portable: string, all: CharacterSet, some: () => CharacterSet): Shorthand {
  return {
    all,
    get some() {
      return some();
    },
    portable,
  };
}

function negated(of: Shorthand): Shorthand {
  return {
    get all() {
      return complement(of.some);
    },
    get some() {
      return complement(of.all);
    },
    portable: of.portable,
  };
}

function lazily(make: () => CharacterSet): () => CharacterSet {
  let made: CharacterSet | undefined;
  return () => (made ??= make());
}

function matching(pattern: RegExp): CharacterSet {
  const found: [number, number][] = [];
  for (const [first, last] of anyCharacter) {
    for (let code = first; code <= last; code++) {
      if (!pattern.test(String.fromCodePoint(code))) continue;
      const previous = found.at(-1);
      if (previous?.[1] === code - 1) previous[1] = code;
      else found.push([code, code]);
    }
  }
  return found;
}
