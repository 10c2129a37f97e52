import { anyCharacter } from './characterSet';
import type { ConstraintProblem } from './constraint';
import { EbnfScanner, SyntaxProblem } from './ebnfScanner';
import {
  characters,
  choice,
  literal,
  rootName,
  sequence,
  type Expression,
  type Grammar,
  type Rule,
} from './grammar';
import { findGrammarProblems } from './grammarChecks';
import { positionAt } from './textPosition';

/**
 * Our own reader of XGrammar's EBNF dialect. It comes before XGrammar, because XGrammar reports
 * only the first problem, ends the WebAssembly module when it does, and can be sent into endless
 * work by grammars that are refused here.
 */

const maxLength = 256 * 1024;
const maxRules = 5_000;
const maxDepth = 200;
const maxRepetition = 100_000;
const maxProblems = 100;

export type GrammarReading =
  | { readonly grammar: Grammar; readonly problems?: never; readonly partial?: never }
  | {
      readonly grammar?: never;
      readonly problems: readonly ConstraintProblem[];
      /** What could be read of it, with holes where anything stands; absent where not even that. */
      readonly partial?: Grammar;
    };

/** Reads a grammar, or tells every problem of it, in the order of the text. */
export function readEbnf(source: string): GrammarReading {
  if (source.length > maxLength) {
    return { problems: [{ message: `the grammar is longer than ${maxLength} characters` }] };
  }
  const scanner = new EbnfScanner(source);
  const { rules, lost, isWhole } = readRules(scanner);
  const { problems } = scanner;
  problems.push(
    ...findGrammarProblems(rules).filter(({ missing }) => {
      if (missing === undefined) return true;
      if (lost === 'all') return false;
      return missing === rootName ? lost.size === 0 : !lost.has(missing);
    }),
  );
  if (problems.length === 0) return { grammar: rules };
  return {
    problems: problems
      .sort((a, b) => a.at - b.at)
      .slice(0, maxProblems)
      .map(({ message, at }) => ({ message, ...positionAt(source, at) })),
    ...(isWhole && { partial: rules }),
  };
}

interface Rules {
  readonly rules: Map<string, Rule>;
  /** Names that are meant to be rules but could not be read as such; `all` where reading stopped. */
  readonly lost: ReadonlySet<string> | 'all';
  /** Whether every rule was read to its end, mistakes or not. */
  readonly isWhole: boolean;
}

function readRules(scanner: EbnfScanner): Rules {
  const rules = new Map<string, Rule>();
  const lost = new Set<string>();
  let isWhole = true;
  scanner.skipSpace();
  while (scanner.next !== undefined && scanner.problems.length < maxProblems) {
    const at = scanner.at;
    if (!scanner.atRuleStart()) {
      const name = scanner.takeName();
      scanner.report(
        name === undefined
          ? 'expected a rule, as in `root ::= "a"`'
          : 'expected `::=` after the name of a rule, at the start of a line',
        at,
      );
      lost.add(name ?? rootName);
      scanner.skipToRule();
    } else if (rules.size >= maxRules) {
      scanner.report(`more than ${maxRules} rules`, at);
      return { rules, lost: 'all', isWhole: false };
    } else isWhole = readRule(scanner, rules) && isWhole;
  }
  if (scanner.next !== undefined) return { rules, lost: 'all', isWhole: false };
  return { rules, lost, isWhole: isWhole && lost.size === 0 };
}

/** Holes stand where something cannot be read, so that the rest is checked all the same. */
const hole: Expression = characters(anyCharacter);

/** Answers whether all of the rule was read and kept. */
function readRule(scanner: EbnfScanner, rules: Map<string, Rule>): boolean {
  const at = scanner.at;
  const name = scanner.takeName() ?? rootName;
  let isWhole = !rules.has(name);
  scanner.skipSpace();
  scanner.take('::=');
  let body: Expression = hole;
  try {
    body = readChoice(scanner, 0);
    // Only what closes a group can be left.
    while (scanner.next !== undefined && !scanner.atRule()) {
      scanner.report(`unexpected \`${scanner.next}\``);
      scanner.at++;
      body = sequence(body, readChoice(scanner, 0, 'optional'));
    }
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
    scanner.problems.push(error);
    scanner.skipToRule();
    isWhole = false;
  }
  if (rules.has(name)) scanner.report(`rule \`${name}\` is defined twice`, at);
  else rules.set(name, { body, at });
  return isWhole;
}

/** Whether something must stand here. */
type Need = 'required' | 'optional';

/** Throws only where reading cannot go on within the rule. */
function readChoice(scanner: EbnfScanner, depth: number, need: Need = 'required'): Expression {
  if (depth > maxDepth) throw new SyntaxProblem(`nested deeper than ${maxDepth}`, scanner.at);
  const items = [readSequence(scanner, depth, need)];
  while (scanner.take('|')) items.push(readSequence(scanner, depth, 'required'));
  return choice(...items);
}

function readSequence(scanner: EbnfScanner, depth: number, need: Need): Expression {
  const items: Expression[] = [];
  const start = scanner.at;
  for (;;) {
    scanner.skipSpace();
    const element = scanner.atRule() ? undefined : readElement(scanner, depth);
    if (element === undefined) break;
    items.push(readQuantifier(scanner, element));
  }
  if (items.length > 0) return sequence(...items);
  if (need === 'required') {
    const isLast = scanner.next === undefined || scanner.atRule();
    const at = isLast ? start : scanner.at;
    scanner.report('expected a literal, a class, a rule or a group; "" is empty', at);
  }
  return hole;
}

function readElement(scanner: EbnfScanner, depth: number): Expression | undefined {
  const at = scanner.at;
  if (scanner.take('"')) return literal(scanner.readLiteral());
  if (scanner.take('[')) return characters(scanner.readClass());
  if (scanner.take('(')) return readGroup(scanner, { at, depth });
  const name = scanner.takeName();
  if (name === undefined) return readForeign(scanner);
  if (scanner.next !== '(') return { kind: 'rule', name, at };
  scanner.report('macros are not supported', at);
  skipGroup(scanner);
  return hole;
}

/** What other notations write, and what to write instead. */
const foreign: readonly (readonly [pattern: RegExp, message: string])[] = [
  [/'(?:\\.|[^'\\\n])*'?/y, 'literals are enclosed in double quotes'],
  [/\.\.\.?/y, 'a range of characters is written as a class, such as `[a-z]`'],
  [/\./y, 'any character is written `[^\\n]`, or `([^\\n] | "\\n")` with line breaks'],
  [/\/(?:\\.|[^/\\\n])+\/[a-z]*/y, 'regular expressions are not supported'],
  [/\/\/[^\n]*/y, 'a comment begins with `#`'],
  [/<[\w-]+>/y, 'write the name of a rule without `<` and `>`'],
  [/[?*+]|\{[\d, ]*\}/y, 'there is nothing to repeat'],
  [/[;,]/y, 'separate parts with spaces and rules with line breaks'],
  [/\\\S*/y, 'an escape belongs in a literal or a class'],
  [/[^\s|()"[\]A-Za-z_#]+/y, 'expected a literal, a class, a rule or a group'],
  [/\]/y, 'there is no class to close here'],
];

function readForeign(scanner: EbnfScanner): Expression | undefined {
  const at = scanner.at;
  for (const [pattern, message] of foreign) {
    if (scanner.takeMatch(pattern) === undefined) continue;
    scanner.report(message, at);
    return hole;
  }
  return undefined;
}

function readGroup(
  scanner: EbnfScanner,
  { at, depth }: { readonly at: number; readonly depth: number },
): Expression {
  const special = scanner.takeMatch(/=|\?(?:<?[=!]|[a-zA-Z-]*[:)]?|P?<\w*>)/y);
  if (special !== undefined) {
    scanner.report(problemOfGroup(special), at);
    if (special.endsWith(')')) return hole;
  }
  scanner.skipSpace();
  if (scanner.take(')')) return special === undefined ? literal('') : hole;
  const isOpen = scanner.next === undefined || scanner.atRule();
  const body = readChoice(scanner, depth + 1, isOpen ? 'optional' : 'required');
  if (!scanner.take(')')) scanner.report('this group is not closed', at);
  return body;
}

function problemOfGroup(special: string): string {
  if (special === '=') return 'look-ahead is not supported';
  if (/^\?<?[=!]/.test(special)) return 'look-around is not supported';
  if (/^\?(?:[:<P])/.test(special)) return 'a group is written `(…)`, without `?`';
  return 'flags such as `(?i)` are not supported: write `[Aa]`';
}

/** Skips from an opening parenthesis to the one that closes it, or to the end of the line. */
function skipGroup(scanner: EbnfScanner): void {
  let depth = 0;
  for (let token = scanner.takeMatch(groupToken); token; token = scanner.takeMatch(groupToken)) {
    if (token === '(') depth++;
    if (token === ')' && --depth === 0) return;
  }
}

const groupToken = /"(?:\\.|[^"\\\n])*"?|\[(?:\\.|[^\]\\\n])*\]?|[^\n]/y;

function readQuantifier(scanner: EbnfScanner, body: Expression): Expression {
  scanner.skipSpace();
  const at = scanner.at;
  const bounds = readBounds(scanner);
  if (bounds === undefined) return body;
  if (bounds === 'unreadable') return hole;
  const { least, most } = bounds;
  const problem = problemOfBounds(bounds);
  if (problem !== undefined) scanner.report(problem, at);
  scanner.skipSpace();
  const more = scanner.at;
  if (scanner.takeMatch(/[?*+]+|\{[\d, ]*\}/y) !== undefined) {
    scanner.report('a quantifier cannot follow a quantifier', more);
    return hole;
  }
  return problem === undefined ? { kind: 'repetition', body, least, most, at } : hole;
}

interface Bounds {
  readonly least: number;
  readonly most: number | undefined;
}

function problemOfBounds({ least, most }: Bounds): string | undefined {
  if (most !== undefined && most < least) return 'the upper bound is below the lower bound';
  return Math.max(least, most ?? 0) > maxRepetition
    ? `more than ${maxRepetition} repetitions`
    : undefined;
}

function readBounds(scanner: EbnfScanner): Bounds | 'unreadable' | undefined {
  if (scanner.take('?')) return { least: 0, most: 1 };
  if (scanner.take('*')) return { least: 0, most: undefined };
  if (scanner.take('+')) return { least: 1, most: undefined };
  const at = scanner.at;
  if (!scanner.take('{')) return undefined;
  const unreadable = (message: string): 'unreadable' => {
    scanner.report(message, at);
    scanner.takeMatch(/[^}\n]*\}?/y);
    return 'unreadable';
  };
  scanner.skipSpace();
  const least = scanner.takeNumber();
  if (least === undefined) return unreadable('expected a number after `{`');
  scanner.skipSpace();
  const open = scanner.take(',');
  scanner.skipSpace();
  const most = open ? scanner.takeNumber() : least;
  scanner.skipSpace();
  if (!scanner.take('}')) return unreadable('expected `{m}`, `{m,}` or `{m,n}`');
  return { least, most };
}
