import {
  choice,
  empty,
  repetition,
  rootName,
  sequence,
  type Expression,
  type Grammar,
} from './grammar';
import { productiveRules } from './grammarChecks';

/**
 * A grammar of the same texts, without the alternatives that no text can end; `undefined` where
 * there is no text at all.
 */
export function withoutDeadEnds(grammar: Grammar): Grammar | undefined {
  const productive = productiveRules(grammar);
  if (!productive.has(rootName)) return undefined;
  const kept = [...grammar].flatMap(([name, rule]) => {
    const body = livePart(rule.body, productive);
    return body === undefined ? [] : [[name, { ...rule, body }] as const];
  });
  return new Map(kept);
}

function livePart(expression: Expression, productive: ReadonlySet<string>): Expression | undefined {
  switch (expression.kind) {
    case 'literal':
      return expression;
    case 'characters':
      return expression.set.length > 0 ? expression : undefined;
    case 'rule':
      return productive.has(expression.name) ? expression : undefined;
    case 'sequence': {
      const items = liveParts(expression.items, productive);
      return items.length === expression.items.length ? sequence(...items) : undefined;
    }
    case 'choice': {
      const items = liveParts(expression.items, productive);
      return items.length === 0 ? undefined : choice(...items);
    }
    case 'repetition': {
      const body = livePart(expression.body, productive);
      if (body !== undefined) return repetition(body, expression.least, expression.most);
      return expression.least === 0 ? empty : undefined;
    }
  }
}

function liveParts(
  items: readonly Expression[],
  productive: ReadonlySet<string>,
): readonly Expression[] {
  return items.map((item) => livePart(item, productive)).filter((item) => item !== undefined);
}
