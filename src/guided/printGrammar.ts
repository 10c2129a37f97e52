import { difference, intersection, type CharacterSet } from './characterSet';
import { rootName, type Expression, type Grammar, type Repetition } from './grammar';
import { utf8Ranges, type ByteRanges } from './utf8Ranges';

/** Names of rules by their text: what is written more than once is compiled once. */
type SharedRules = Map<string, string>;

/**
 * A rule that is empty. XGrammar makes an automaton of each rule and joins too much where ways
 * begin alike: under `("in" | "int" | "do" | "double") ";"` it takes `inuble;`. References to rules
 * it keeps apart, but copies in a rule that refers to no other. So whatever is an alternative or
 * repeated is a rule of its own, and every rule that is no choice of rules ends with this one.
 */
const guard = 'guard';

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
  for (const [name, { body }] of grammar) {
    lines.push(`${safeName(name)} ::= ${guarded(print(body, shared))}`);
  }
  for (const [text, name] of shared) lines.push(`${name} ::= ${guarded(text)}`);
  return `${[...lines, `${guard} ::= ""`].join('\n')}\n`;
}

/** Rule names that XGrammar reserves for itself cannot collide with prefixed ones. */
function safeName(name: string): string {
  return name === rootName ? name : `r_${name}`;
}

/** The body of a rule; choices are of rules already. */
function guarded(body: string): string {
  return /^[a-z_][\w.-]*(?: \| [a-z_][\w.-]*)+$/.test(body) ? body : `${body} ${guard}`;
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
      return expression.items.map((item) => ruleFor(item, shared)).join(' | ');
    case 'repetition':
      return printRepetition(expression, shared);
  }
}

/** The name of a rule for `expression`. */
function ruleFor(expression: Expression, shared: SharedRules): string {
  return expression.kind === 'rule'
    ? safeName(expression.name)
    : share(print(expression, shared), shared);
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
  const text = ruleFor(body, shared) + sign;
  // What is counted is copied as often as it may come: said in a rule, it is so once.
  return least <= 1 && (most === undefined || most <= 1) ? text : share(text, shared);
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
  const rest = oneOf(high, shared);
  return low === '' ? rest : oneOf([`[${low}]`, rest], shared);
}

/** A rule for one of several texts, each a rule of its own unless it is one already. */
function oneOf(texts: readonly string[], shared: SharedRules): string {
  const names = texts.map((text) => (/^shared_\d+$/.test(text) ? text : share(text, shared)));
  return names.length === 1 ? (names[0] ?? '') : share(names.join(' | '), shared);
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
