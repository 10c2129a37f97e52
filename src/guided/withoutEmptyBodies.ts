import { SyntaxProblem } from './ebnfScanner';
import { emptyRepetitionMessage, isNullable } from './grammarChecks';
import {
  choice,
  empty,
  expressionsIn,
  repetition,
  sequence,
  type Expression,
  type Repetition,
} from './grammar';

const noRules: ReadonlySet<string> = new Set();

/** Nodes that one rewriting may make; nested repetitions of empty bodies can multiply. */
const maxNodes = 50_000;

/** Ways to share a text out among counted bodies that may be empty; more are refused. */
const maxShares = 64;

/** Thrown where rewriting would make more than is reasonable. */
export class TooComplex extends Error {}

/**
 * Rewrites repetitions whose body may be empty, such as `(a?b?)*`, into equal ones whose body may
 * not, and repetitions of repetitions, such as `((a+)*b?)*`, into plain ones (star normal form,
 * Brüggemann-Klein 1993): those are matched in linear instead of cubic time. Counted ones that
 * cannot be rewritten, such as `(a*b?){9}`, are a `SyntaxProblem`, as they are in a grammar. Only
 * for expressions without rules.
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
      case 'repetition':
        return part.most === undefined ? repeated(part) : counted(part, part.most);
    }
  };

  const repeated = ({ body: inner, least, ...more }: Repetition): Expression => {
    const body = rewrite(inner);
    const isEmpty = isNullable(body, noRules);
    if (least > 1 && !isEmpty) return { ...more, kind: 'repetition', body, least };
    const solid = bare(body);
    return solid === undefined ? empty : repetition(solid, isEmpty ? 0 : least);
  };

  const counted = ({ body: inner, least, at }: Repetition, most: number): Expression => {
    const body = rewrite(inner);
    if (most === 0) return empty;
    if (!isNullable(body, noRules)) return repetition(body, least, most);
    // Any number of times, any number of times is any number of times.
    if (body.kind === 'repetition' && body.most === undefined) return body;
    const solid = nonEmpty(body);
    if (solid === undefined) return body;
    const shares = longest(solid);
    if (most > 1 && shares > 1 && most * shares > maxShares) {
      throw new SyntaxProblem(emptyRepetitionMessage, at ?? 0);
    }
    return repetition(solid, 0, most);
  };

  /**
   * What repeated any number of times matches what `part` so repeated does, itself never empty:
   * `undefined` where `part` is always empty. Repetitions of `part` have solid bodies already.
   */
  const bare = (part: Expression): Expression | undefined => {
    switch (part.kind) {
      case 'literal':
        return part.text === '' ? undefined : count(part);
      case 'characters':
      case 'rule':
        return count(part);
      case 'choice':
        return someOf(part.items.map(bare));
      case 'sequence':
        return isNullable(part, noRules) ? someOf(part.items.map(bare)) : part;
      case 'repetition':
        return part.least <= 1 ? bare(part.body) : part;
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
      case 'choice':
        return someOf(part.items.map(nonEmpty));
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

function someOf(items: readonly (Expression | undefined)[]): Expression | undefined {
  const solid = items.filter((item) => item !== undefined);
  return solid.length === 0 ? undefined : choice(...solid);
}

/** The greatest count of the repetitions inside, multiplied where they nest. */
function longest(expression: Expression): number {
  const counts = [...expressionsIn(expression)].map((part) =>
    part.kind === 'repetition' ? (part.most ?? Infinity) : 1,
  );
  return counts.reduce((product, each) => product * Math.max(each, 1), 1);
}
