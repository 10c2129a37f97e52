import { expressionsIn, type Expression, type Grammar } from './grammar';

/** Numbers of rules by name; a rule that has none is at `Infinity`. */
export type RuleNumbers = ReadonlyMap<string, number>;

/**
 * The least number of each rule such that it is what `measure` says of its body. `measure` must not
 * grow when a number that it was given shrinks.
 */
export function leastNumbers(
  grammar: Grammar,
  measure: (body: Expression, known: RuleNumbers) => number,
): RuleNumbers {
  const users = usersOf(grammar);
  const known = new Map<string, number>();
  let open = new Set(grammar.keys());
  while (open.size > 0) {
    const next = new Set<string>();
    for (const name of open) {
      const body = grammar.get(name)?.body;
      const number = body === undefined ? Infinity : measure(body, known);
      if (number >= (known.get(name) ?? Infinity)) continue;
      known.set(name, number);
      for (const user of users.get(name) ?? []) next.add(user);
    }
    open = next;
  }
  return known;
}

function usersOf(grammar: Grammar): ReadonlyMap<string, ReadonlySet<string>> {
  const users = new Map<string, Set<string>>();
  for (const [name, { body }] of grammar) {
    for (const part of expressionsIn(body)) {
      if (part.kind !== 'rule') continue;
      const list = users.get(part.name) ?? new Set();
      users.set(part.name, list.add(name));
    }
  }
  return users;
}

/** How many rules deep the shallowest text of `expression` is; `Infinity` where it has none. */
export function depthOf(expression: Expression, heights: RuleNumbers): number {
  switch (expression.kind) {
    case 'literal':
      return 0;
    case 'characters':
      return expression.set.length === 0 ? Infinity : 0;
    case 'rule':
      return 1 + (heights.get(expression.name) ?? Infinity);
    case 'sequence':
      return most(expression.items.map((item) => depthOf(item, heights)));
    case 'choice':
      return minimum(expression.items.map((item) => depthOf(item, heights)));
    case 'repetition':
      return expression.least === 0 ? 0 : depthOf(expression.body, heights);
  }
}

/** Without the limit that spreading has: a schema may enumerate thousands. */
export function minimum(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => Math.min(one, other), Infinity);
}

function most(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => Math.max(one, other), 0);
}
