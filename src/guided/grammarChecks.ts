import { SyntaxProblem } from './ebnfScanner';
import { expressionsIn, rootName, type Expression, type Grammar } from './grammar';

export const emptyRepetitionMessage =
  'the repeated part may be empty, which makes matching too slow';

/**
 * Finds what makes a grammar unusable although each rule is well formed: it generates nothing, or
 * matching it takes endless or cubic work.
 */
export function findGrammarProblems(grammar: Grammar): readonly SyntaxProblem[] {
  const problems = [...findUndefined(grammar), ...findUnproductive(grammar)];
  const nullable = nullableRules(grammar);
  const told = new Set(problems.map(({ at }) => at));
  return [
    ...problems,
    ...findNullableBodies(grammar, nullable),
    ...findIdleCycles(grammar, nullable).filter(({ at }) => !told.has(at)),
  ];
}

function findUndefined(grammar: Grammar): readonly SyntaxProblem[] {
  const undefinedAt = (name: string, at: number): SyntaxProblem =>
    new SyntaxProblem(`rule \`${name}\` is not defined`, at, name);
  const problems = grammar.has(rootName) ? [] : [undefinedAt(rootName, 0)];
  for (const { body } of grammar.values()) {
    for (const part of expressionsIn(body)) {
      if (part.kind !== 'rule' || grammar.has(part.name)) continue;
      problems.push(undefinedAt(part.name, part.at ?? 0));
    }
  }
  return problems;
}

function findUnproductive(grammar: Grammar): readonly SyntaxProblem[] {
  const productive = productiveRules(grammar);
  const reached = reachableRules(grammar);
  return [...grammar]
    .filter(([name]) => reached.has(name) && !productive.has(name))
    .map(([name, { at }]) => {
      const message = `rule \`${name}\` never ends: each of its alternatives needs it again`;
      return new SyntaxProblem(message, at ?? 0);
    });
}

function findNullableBodies(
  grammar: Grammar,
  nullable: ReadonlySet<string>,
): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  for (const { body } of grammar.values()) {
    for (const part of expressionsIn(body)) {
      if (part.kind !== 'repetition' || (part.most !== undefined && part.most <= 1)) continue;
      if (!isNullable(part.body, nullable)) continue;
      problems.push(new SyntaxProblem(emptyRepetitionMessage, part.at ?? 0));
    }
  }
  return problems;
}

/** Rules that can derive themselves without writing anything, as `a ::= b` and `b ::= a | "x"`. */
function findIdleCycles(grammar: Grammar, nullable: ReadonlySet<string>): readonly SyntaxProblem[] {
  const successors = new Map<string, ReadonlySet<string>>();
  for (const [name, { body }] of grammar) successors.set(name, idleSuccessors(body, nullable));
  const problems: SyntaxProblem[] = [];
  const state = new Map<string, 'open' | 'done'>();
  for (const start of grammar.keys()) {
    // Depth first with a stack of its own: thousands of rules may chain.
    const path: { readonly name: string; readonly rest: Iterator<string> }[] = [];
    const enter = (name: string): void => {
      state.set(name, 'open');
      path.push({ name, rest: (successors.get(name) ?? new Set<string>()).values() });
    };
    if (!state.has(start)) enter(start);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.rest.next();
      if (next.done === true) {
        state.set(top.name, 'done');
        path.pop();
      } else if (state.get(next.value) === 'open') {
        const message = `rule \`${next.value}\` can become itself without writing anything`;
        problems.push(new SyntaxProblem(message, grammar.get(next.value)?.at ?? 0));
      } else if (!state.has(next.value)) {
        enter(next.value);
      }
    }
  }
  return problems;
}

/** The rules that can stand for all of `expression`, everything around them being empty. */
function idleSuccessors(
  expression: Expression,
  nullable: ReadonlySet<string>,
): ReadonlySet<string> {
  switch (expression.kind) {
    case 'literal':
    case 'characters':
      return new Set();
    case 'rule':
      return new Set([expression.name]);
    case 'repetition':
      return expression.most === 0 ? new Set() : idleSuccessors(expression.body, nullable);
    case 'choice':
      return new Set(expression.items.flatMap((item) => [...idleSuccessors(item, nullable)]));
    case 'sequence': {
      const solid = expression.items.filter((item) => !isNullable(item, nullable));
      if (solid.length > 1) return new Set();
      const alone = solid.length === 1 ? solid : expression.items;
      return new Set(alone.flatMap((item) => [...idleSuccessors(item, nullable)]));
    }
  }
}

/** Rules that some text ends. What is not defined might end, for all that is known. */
export function productiveRules(grammar: Grammar): ReadonlySet<string> {
  return fixpoint(grammar, (body, known) => isProductive(body, known, grammar));
}

function isProductive(
  expression: Expression,
  known: ReadonlySet<string>,
  grammar: Grammar,
): boolean {
  switch (expression.kind) {
    case 'literal':
      return true;
    case 'characters':
      return expression.set.length > 0;
    case 'rule':
      return known.has(expression.name) || !grammar.has(expression.name);
    case 'sequence':
      return expression.items.every((item) => isProductive(item, known, grammar));
    case 'choice':
      return expression.items.some((item) => isProductive(item, known, grammar));
    case 'repetition':
      return expression.least === 0 || isProductive(expression.body, known, grammar);
  }
}

/** Whether `expression` can be the empty text, given the rules that can. */
export function isNullable(expression: Expression, nullable: ReadonlySet<string>): boolean {
  switch (expression.kind) {
    case 'literal':
      return expression.text === '';
    case 'characters':
      return false;
    case 'rule':
      return nullable.has(expression.name);
    case 'sequence':
      return expression.items.every((item) => isNullable(item, nullable));
    case 'choice':
      return expression.items.some((item) => isNullable(item, nullable));
    case 'repetition':
      return expression.least === 0 || isNullable(expression.body, nullable);
  }
}

function nullableRules(grammar: Grammar): ReadonlySet<string> {
  return fixpoint(grammar, isNullable);
}

/** The rules for which `holds` becomes true as more and more rules are known to have it. */
function fixpoint(
  grammar: Grammar,
  holds: (body: Expression, known: ReadonlySet<string>) => boolean,
): ReadonlySet<string> {
  const users = new Map<string, string[]>();
  for (const [name, { body }] of grammar) {
    for (const part of expressionsIn(body)) {
      if (part.kind !== 'rule') continue;
      const list = users.get(part.name);
      if (list === undefined) users.set(part.name, [name]);
      else list.push(name);
    }
  }
  const known = new Set<string>();
  const open = [...grammar.keys()];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const rule = grammar.get(name);
    if (known.has(name) || rule === undefined || !holds(rule.body, known)) continue;
    known.add(name);
    open.push(...(users.get(name) ?? []));
  }
  return known;
}

/** Names of the rules that a text may be made of. */
export function reachableRules(grammar: Grammar): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [rootName];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const rule = grammar.get(name);
    if (reached.has(name) || rule === undefined) continue;
    reached.add(name);
    for (const part of expressionsIn(rule.body)) if (part.kind === 'rule') open.push(part.name);
  }
  return reached;
}
