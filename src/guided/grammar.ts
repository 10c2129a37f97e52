import type { CharacterSet } from './characterSet';

/**
 * A grammar as a tree: what every kind of constraint is translated to, what is checked, and what
 * is printed for XGrammar. `at` is an offset into the text it was read from.
 */
export type Expression =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'characters'; readonly set: CharacterSet }
  | { readonly kind: 'rule'; readonly name: string; readonly at?: number }
  | { readonly kind: 'sequence'; readonly items: readonly Expression[] }
  | { readonly kind: 'choice'; readonly items: readonly Expression[] }
  | Repetition;

export interface Repetition {
  readonly kind: 'repetition';
  readonly body: Expression;
  readonly least: number;
  /** `undefined` for no bound. */
  readonly most: number | undefined;
  readonly at?: number;
}

export interface Rule {
  readonly body: Expression;
  readonly at?: number;
}

/** Rules by name; generation starts at the rule `root`. */
export type Grammar = ReadonlyMap<string, Rule>;

export const rootName = 'root';

export const empty: Expression = { kind: 'literal', text: '' };

export function literal(text: string): Expression {
  return { kind: 'literal', text };
}

export function characters(set: CharacterSet): Expression {
  return { kind: 'characters', set };
}

export function rule(name: string): Expression {
  return { kind: 'rule', name };
}

/** Joins expressions, without needless nesting. */
export function sequence(...parts: readonly Expression[]): Expression {
  const items = parts.flatMap((part) => {
    if (part.kind === 'sequence') return part.items;
    return part.kind === 'literal' && part.text === '' ? [] : [part];
  });
  const [first] = items;
  if (first === undefined) return empty;
  return items.length === 1 ? first : { kind: 'sequence', items };
}

/** One of several; of none is a choice that nothing matches. */
export function choice(...parts: readonly Expression[]): Expression {
  const items = parts.flatMap((part) => (part.kind === 'choice' ? part.items : [part]));
  const [first] = items;
  return first !== undefined && items.length === 1 ? first : { kind: 'choice', items };
}

export function repetition(body: Expression, least: number, most?: number): Expression {
  return least === 1 && most === 1 ? body : { kind: 'repetition', body, least, most };
}

export function optionally(body: Expression): Expression {
  return repetition(body, 0, 1);
}

/** The expressions directly inside `expression`. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'characters':
    case 'rule':
      return [];
    case 'sequence':
    case 'choice':
      return expression.items;
    case 'repetition':
      return [expression.body];
  }
}

/** `expression` and everything inside it, outermost first. */
export function* expressionsIn(expression: Expression): Generator<Expression, void, undefined> {
  const open = [expression];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    yield next;
    open.push(...[...partsOf(next)].reverse());
  }
}
