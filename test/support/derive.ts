import { rootName, type Expression, type Grammar } from '../../src/guided/grammar';

/** Draws integers below `count`. */
export type Draw = (count: number) => number;

/** Rules nested deeper than this are ended the shortest way. */
const maxDepth = 6;

/** Draws a text that `grammar` generates. */
export function derive(grammar: Grammar, draw: Draw): string {
  const heights = ruleHeights(grammar);
  const write = (expression: Expression, depth: number): string => {
    switch (expression.kind) {
      case 'literal':
        return expression.text;
      case 'characters': {
        const [first, last] = expression.set[draw(expression.set.length)] ?? [97, 97];
        return String.fromCodePoint(first + draw(last - first + 1));
      }
      case 'rule': {
        const rule = grammar.get(expression.name);
        return rule === undefined ? '' : write(rule.body, depth + 1);
      }
      case 'sequence':
        return expression.items.map((item) => write(item, depth)).join('');
      case 'choice': {
        const { items } = expression;
        const lowest = Math.min(...items.map((item) => height(item, heights)));
        const allowed =
          depth < maxDepth ? items : items.filter((item) => height(item, heights) === lowest);
        const item = allowed[draw(allowed.length)];
        return item === undefined ? '' : write(item, depth);
      }
      case 'repetition': {
        const { body, least, most = least + 3 } = expression;
        const more = depth < maxDepth ? draw(Math.min(most - least, 3) + 1) : 0;
        return Array.from({ length: least + more }, () => write(body, depth)).join('');
      }
    }
  };
  return write({ kind: 'rule', name: rootName }, 0);
}

/** How many rules deep each rule is at least. */
function ruleHeights(grammar: Grammar): ReadonlyMap<string, number> {
  const heights = new Map<string, number>();
  for (let changed = true; changed;) {
    changed = false;
    for (const [name, { body }] of grammar) {
      const next = 1 + height(body, heights);
      if (next >= (heights.get(name) ?? Infinity)) continue;
      heights.set(name, next);
      changed = true;
    }
  }
  return heights;
}

function height(expression: Expression, heights: ReadonlyMap<string, number>): number {
  switch (expression.kind) {
    case 'literal':
    case 'characters':
      return 0;
    case 'rule':
      return heights.get(expression.name) ?? Infinity;
    case 'sequence':
      return Math.max(0, ...expression.items.map((item) => height(item, heights)));
    case 'choice':
      return Math.min(...expression.items.map((item) => height(item, heights)));
    case 'repetition':
      return expression.least === 0 ? 0 : height(expression.body, heights);
  }
}
