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
  | { readonly grammar: Grammar; readonly problems?: never }
  | { readonly grammar?: never; readonly problems: readonly ConstraintProblem[] };

/** Reads a grammar, or tells every problem of it, in the order of the text. */
export function readEbnf(source: string): GrammarReading {
  if (source.length > maxLength) {
    return { problems: [{ message: `the grammar is longer than ${maxLength} characters` }] };
  }
  const rules = new Map<string, Rule>();
  const problems: SyntaxProblem[] = [];
  const scanner = new EbnfScanner(source);
  scanner.skipSpace();
  while (scanner.at < source.length && problems.length < maxProblems) {
    try {
      readRule(scanner, rules);
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      problems.push(error);
      scanner.skipToRule();
    }
  }
  if (problems.length === 0) problems.push(...findGrammarProblems(rules));
  if (problems.length === 0) return { grammar: rules };
  return {
    problems: problems
      .sort((a, b) => a.at - b.at)
      .slice(0, maxProblems)
      .map(({ message, at }) => ({ message, ...positionAt(source, at) })),
  };
}

function readRule(scanner: EbnfScanner, rules: Map<string, Rule>): void {
  const at = scanner.at;
  if (!scanner.atRuleStart()) {
    throw new SyntaxProblem(
      scanner.takeName() === undefined
        ? 'expected a rule, as in `root ::= "a"`'
        : 'expected `::=` after the name of a rule, at the start of a line',
      at,
    );
  }
  const name = scanner.takeName() ?? rootName;
  scanner.skipSpace();
  scanner.take('::=');
  const body = readChoice(scanner, 0);
  if (rules.has(name)) throw new SyntaxProblem(`rule \`${name}\` is defined twice`, at);
  if (rules.size >= maxRules) throw new SyntaxProblem(`more than ${maxRules} rules`, at);
  rules.set(name, { body, at });
  if (scanner.next !== undefined && !scanner.atRuleStart()) {
    throw new SyntaxProblem(`unexpected \`${scanner.next}\``, scanner.at);
  }
}

function readChoice(scanner: EbnfScanner, depth: number): Expression {
  if (depth > maxDepth) throw new SyntaxProblem(`nested deeper than ${maxDepth}`, scanner.at);
  const items = [readSequence(scanner, depth)];
  while (scanner.take('|')) items.push(readSequence(scanner, depth));
  return choice(...items);
}

function readSequence(scanner: EbnfScanner, depth: number): Expression {
  const items: Expression[] = [];
  for (;;) {
    scanner.skipSpace();
    const element = scanner.atRuleStart() ? undefined : readElement(scanner, depth);
    if (element === undefined) break;
    items.push(readQuantifier(scanner, element));
  }
  if (items.length > 0) return sequence(...items);
  throw new SyntaxProblem(
    'expected a literal, a class, a rule or a group; "" is empty',
    scanner.at,
  );
}

function readElement(scanner: EbnfScanner, depth: number): Expression | undefined {
  const at = scanner.at;
  if (scanner.take('"')) return literal(scanner.readLiteral());
  if (scanner.take('[')) return characters(scanner.readClass());
  if (scanner.take('(')) return readGroup(scanner, { at, depth });
  const name = scanner.takeName();
  if (name === undefined) return undefined;
  if (scanner.next === '(') throw new SyntaxProblem('macros are not supported', at);
  return { kind: 'rule', name, at };
}

function readGroup(
  scanner: EbnfScanner,
  { at, depth }: { readonly at: number; readonly depth: number },
): Expression {
  if (scanner.next === '=') throw new SyntaxProblem('look-ahead is not supported', at);
  scanner.skipSpace();
  if (scanner.take(')')) return literal('');
  const body = readChoice(scanner, depth + 1);
  if (!scanner.take(')')) throw new SyntaxProblem('this group is not closed', at);
  return body;
}

function readQuantifier(scanner: EbnfScanner, body: Expression): Expression {
  scanner.skipSpace();
  const at = scanner.at;
  const bounds = readBounds(scanner);
  if (bounds === undefined) return body;
  const { least, most } = bounds;
  if (most !== undefined && most < least) {
    throw new SyntaxProblem('the upper bound is below the lower bound', at);
  }
  if (Math.max(least, most ?? 0) > maxRepetition) {
    throw new SyntaxProblem(`more than ${maxRepetition} repetitions`, at);
  }
  scanner.skipSpace();
  if (scanner.next !== undefined && '?*+{'.includes(scanner.next)) {
    throw new SyntaxProblem('a quantifier cannot follow a quantifier', scanner.at);
  }
  return { kind: 'repetition', body, least, most, at };
}

interface Bounds {
  readonly least: number;
  readonly most: number | undefined;
}

function readBounds(scanner: EbnfScanner): Bounds | undefined {
  if (scanner.take('?')) return { least: 0, most: 1 };
  if (scanner.take('*')) return { least: 0, most: undefined };
  if (scanner.take('+')) return { least: 1, most: undefined };
  const at = scanner.at;
  if (!scanner.take('{')) return undefined;
  scanner.skipSpace();
  const least = scanner.takeNumber();
  if (least === undefined) throw new SyntaxProblem('expected a number after `{`', at);
  scanner.skipSpace();
  const open = scanner.take(',');
  scanner.skipSpace();
  const most = open ? scanner.takeNumber() : least;
  scanner.skipSpace();
  if (!scanner.take('}')) throw new SyntaxProblem('expected `{m}`, `{m,}` or `{m,n}`', at);
  return { least, most };
}
