import { isNullable } from './grammarChecks';
import { choice, repetition, sequence, type Expression } from './grammar';

const noRules: ReadonlySet<string> = new Set();

/** Nodes that one rewriting may make; nested repetitions of empty bodies can multiply. */
const maxNodes = 50_000;

/** Thrown where rewriting would make more than is reasonable. */
export class TooComplex extends Error {}

/**
 * Rewrites repetitions whose body may be empty, such as `(a?b?)*`, into equal ones whose body may
 * not: those are matched in linear instead of cubic time. Only for expressions without rules.
 */
export function withoutEmptyBodies(expression: Expression): Expression {
  let nodes = 0;
  const count = <T>(value: T, added = 1): T => {
    nodes += added;
    if (nodes > maxNodes) throw new TooComplex('the pattern is too complex');
    return value;
  };

  const rewrite = (part: Expression): Expression => {
    switch (part.kind) {
      case 'literal':
      case 'characters':
      case 'rule':
        return count(part);
      case 'sequence':
        return sequence(...part.items.map(rewrite));
      case 'choice':
        return choice(...part.items.map(rewrite));
      case 'repetition': {
        const body = rewrite(part.body);
        if (part.most === 0) return { kind: 'literal', text: '' };
        if (!isNullable(body, noRules)) return repetition(body, part.least, part.most);
        const solid = nonEmpty(body);
        return solid === undefined ? body : repetition(solid, 0, part.most);
      }
    }
  };

  /** What `part` matches besides the empty text; its repetitions have solid bodies already. */
  const nonEmpty = (part: Expression): Expression | undefined => {
    if (!isNullable(part, noRules)) return count(part);
    switch (part.kind) {
      case 'literal':
      case 'characters':
      case 'rule':
        return undefined;
      case 'choice': {
        const solid = part.items.map(nonEmpty).filter((item) => item !== undefined);
        return solid.length === 0 ? undefined : choice(...solid);
      }
      case 'sequence': {
        // The first item that is not empty, and whatever follows it.
        const starts = part.items.flatMap((item, index) => {
          const solid = nonEmpty(item);
          if (solid === undefined) return [];
          const rest = part.items.slice(index + 1);
          return [count(sequence(solid, ...rest), rest.length)];
        });
        return starts.length === 0 ? undefined : choice(...starts);
      }
      case 'repetition':
        return repetition(part.body, 1, part.most);
    }
  };

  return rewrite(expression);
}
