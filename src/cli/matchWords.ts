import { assertNever } from '../base/assertNever';
import type { Expected, Match } from '../guided/match';
import type { JsonValue } from './document';
import type { ExitName } from './exit';

/** How a command ends whose text was judged. */
export function exitOfMatch(match: Match): ExitName {
  switch (match.match) {
    case 'complete':
    case 'unchecked':
      return 'ok';
    case 'legal-prefix':
      return 'cut';
    case 'mismatch':
      return 'mismatch';
    default:
      return assertNever(match);
  }
}

/** Says where a text leaves its shape and what could stand there. */
export function mismatchWords(match: Extract<Match, { readonly match: 'mismatch' }>): string {
  const { byte, line, column, expected, because } = match;
  const why = because ?? (expected && `expected ${expectedWords(expected)}`);
  const where = `does not match from byte ${byte}, line ${line}, column ${column}`;
  return why === undefined ? where : `${where}: ${why}`;
}

const maxNamed = 8;

function expectedWords({ ascii, beyondAscii, end }: Expected): string {
  const ranges = ascii.map(([first, last]) =>
    first === last ? quote(first) : `${quote(first)} to ${quote(last)}`,
  );
  const others = [
    ...(ranges.length > maxNamed ? ['other characters'] : []),
    ...(beyondAscii ? ['a character beyond ASCII'] : []),
    ...(end ? ['the end'] : []),
  ];
  const words = [...ranges.slice(0, maxNamed), ...others];
  return words.length === 0 ? 'nothing' : words.join(', ').replace(/, ([^,]*)$/, ' or $1');
}

function quote(code: number): string {
  return JSON.stringify(String.fromCharCode(code)).replace('\u007f', '\\u007f');
}

/** The fields of a document that tell a match. */
export function matchDocument(match: Match): Readonly<Record<string, JsonValue>> {
  if (match.match !== 'mismatch') return { ...match };
  const { expected, ...rest } = match;
  if (!expected) return rest;
  const { ascii, beyondAscii, end } = expected;
  const characters = ascii.map((range) => range.map((code) => String.fromCharCode(code)));
  return { ...rest, expected: { characters, beyondAscii, end } };
}
