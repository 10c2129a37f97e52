import { contains, type CharacterSet } from './characterSet';
import { rootName, type Expression, type Grammar } from './grammar';
import { utf8Ranges, type ByteRanges } from './utf8Ranges';

/**
 * Prints a grammar for XGrammar 0.1.27, spelling out what that version gets wrong. A class with
 * characters beyond ASCII is matched there byte by byte, so each is written as the bytes of UTF-8;
 * a class of one byte is written twice (`[\xc3\xc3]`), since once would be read as a character. NUL
 * is in no class of ours, and is excluded from the negated ones.
 */
export function printGrammar(grammar: Grammar): string {
  const lines: string[] = [];
  for (const [name, { body }] of grammar) lines.push(`${safeName(name)} ::= ${print(body)}`);
  return `${lines.join('\n')}\n`;
}

/** Rule names that XGrammar reserves for itself cannot collide with prefixed ones. */
function safeName(name: string): string {
  return name === rootName ? name : `r_${name}`;
}

function print(expression: Expression): string {
  switch (expression.kind) {
    case 'literal':
      return quote(expression.text);
    case 'characters':
      return printSet(expression.set);
    case 'rule':
      return safeName(expression.name);
    case 'sequence':
      return expression.items.map(printTight).join(' ');
    case 'choice':
      return expression.items.map(print).join(' | ');
    case 'repetition':
      return printTight(expression.body) + quantifier(expression);
  }
}

function printTight(expression: Expression): string {
  const text = print(expression);
  return expression.kind === 'choice' ||
    expression.kind === 'sequence' ||
    expression.kind === 'repetition' ||
    (expression.kind === 'characters' && text.includes(' '))
    ? `(${text})`
    : text;
}

function quantifier({
  least,
  most,
}: {
  readonly least: number;
  readonly most: number | undefined;
}): string {
  if (least === 0 && most === 1) return '?';
  if (most === undefined) return least === 0 ? '*' : least === 1 ? '+' : `{${least},}`;
  return `{${least},${most}}`;
}

function printSet(set: CharacterSet): string {
  const low = set
    .filter(([first]) => first <= 0x7f)
    .map(([first, last]): [number, number] => [Math.max(first, 1), Math.min(last, 0x7f)]);
  const high = set
    .filter(([, last]) => last > 0x7f)
    .map(([first, last]): [number, number] => [Math.max(first, 0x80), last]);
  if (isAllBeyondAscii(high)) {
    const excluded = asciiWithout(low);
    return `[^${excluded.map(printRange).join('')}]`;
  }
  const alternatives = low.length === 0 ? [] : [`[${low.map(printRange).join('')}]`];
  for (const [first, last] of high) {
    if (first === last) alternatives.push(quote(String.fromCodePoint(first)));
    else alternatives.push(...utf8Ranges(first, last).map(printBytes));
  }
  return alternatives.length === 1 ? (alternatives[0] ?? '') : alternatives.join(' | ');
}

function isAllBeyondAscii(high: CharacterSet): boolean {
  return contains(high, 0x80) && contains(high, 0x10ffff) && high.length === 2
    ? high[0]?.[1] === 0xd7ff && high[1]?.[0] === 0xe000
    : false;
}

/** The ASCII characters outside `low`, NUL among them. */
function asciiWithout(low: CharacterSet): CharacterSet {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [first, last] of low) {
    if (first > next) gaps.push([next, first - 1]);
    next = last + 1;
  }
  if (next <= 0x7f) gaps.push([next, 0x7f]);
  return gaps;
}

function printBytes(product: ByteRanges): string {
  return product
    .map(([first, last]) =>
      first === last ? `[${byte(first)}${byte(first)}]` : `[${byte(first)}-${byte(last)}]`,
    )
    .join(' ');
}

function printRange([first, last]: readonly [number, number]): string {
  return first === last ? byte(first) : `${byte(first)}-${byte(last)}`;
}

function byte(code: number): string {
  const character = String.fromCharCode(code);
  if (/[A-Za-z0-9]/.test(character)) return character;
  // Four digits, so that a digit that follows is not read as one more of them.
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

function quote(text: string): string {
  const escaped = Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code >= 0x20 && code !== 0x22 && code !== 0x5c && code !== 0x7f) return character;
    return `\\u${code.toString(16).padStart(4, '0')}`;
  });
  return `"${escaped.join('')}"`;
}
