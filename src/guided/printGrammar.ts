import { difference, intersection, type CharacterSet } from './characterSet';
import { rootName, type Expression, type Grammar, type Repetition } from './grammar';
import { utf8Ranges, type ByteRanges } from './utf8Ranges';

/** Names of rules by their text: what is written more than once is compiled once. */
type SharedRules = Map<string, string>;

/**
 * Prints a grammar for XGrammar 0.1.27, spelling out what that version gets wrong. A class with
 * characters beyond ASCII is matched there byte by byte, and a negated one takes bytes that are no
 * UTF-8, so each is written as the bytes of UTF-8; a class of one byte is written twice
 * (`[\xc3\xc3]`), since once would be read as a character. NUL is in no class of ours. A counted
 * body is copied there as often as it may come, so copies refer to a rule.
 */
export function printGrammar(grammar: Grammar): string {
  const shared: SharedRules = new Map();
  const lines: string[] = [];
  for (const [name, { body }] of grammar)
    lines.push(`${safeName(name)} ::= ${print(body, shared)}`);
  for (const [text, name] of shared) lines.push(`${name} ::= ${text}`);
  return `${lines.join('\n')}\n`;
}

/** Rule names that XGrammar reserves for itself cannot collide with prefixed ones. */
function safeName(name: string): string {
  return name === rootName ? name : `r_${name}`;
}

function share(text: string, shared: SharedRules): string {
  const name = shared.get(text) ?? `shared_${shared.size}`;
  shared.set(text, name);
  return name;
}

function print(expression: Expression, shared: SharedRules): string {
  switch (expression.kind) {
    case 'literal':
      return quote(expression.text);
    case 'characters':
      return printSet(expression.set, shared);
    case 'rule':
      return safeName(expression.name);
    case 'sequence':
      return expression.items.map((item) => printTight(item, shared)).join(' ');
    case 'choice':
      return expression.items.map((item) => print(item, shared)).join(' | ');
    case 'repetition':
      return printRepetition(expression, shared);
  }
}

function printTight(expression: Expression, shared: SharedRules): string {
  const text = print(expression, shared);
  return isLoose(expression) ? `(${text})` : text;
}

function isLoose({ kind }: Expression): boolean {
  return kind === 'choice' || kind === 'sequence' || kind === 'repetition';
}

function printRepetition(repetition: Repetition, shared: SharedRules): string {
  const { body, least, most } = repetition;
  const sign = quantifier(repetition);
  if (least <= 1 && (most === undefined || most <= 1)) return printTight(body, shared) + sign;
  const text = print(body, shared);
  return share((isLoose(body) ? share(text, shared) : text) + sign, shared);
}

function quantifier({ least, most }: Repetition): string {
  if (least === 0 && most === 1) return '?';
  if (most === undefined) return least === 0 ? '*' : least === 1 ? '+' : `{${least},}`;
  return `{${least},${most}}`;
}

const ascii: CharacterSet = [[0, 0x7f]];

function printSet(set: CharacterSet, shared: SharedRules): string {
  const low = intersection(set, ascii).map(printRange).join('');
  const high = difference(set, ascii).flatMap(([first, last]) =>
    first === last ? [quote(String.fromCodePoint(first))] : utf8Ranges(first, last).map(printBytes),
  );
  if (high.length === 0) return `[${low}]`;
  // Shared without the ASCII ones, since most classes that are negated have all others in common.
  const text = high.join(' | ');
  const rest = text.includes(' ') ? share(text, shared) : text;
  return low === '' ? rest : share(`[${low}] | ${rest}`, shared);
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
