import type { Expression } from './grammar';
import type { NumberBounds } from './jsonNumbers';
import { numberAt, SchemaProblem, type SchemaObject } from './schemaKeywords';

/** Numbers as a schema bounds them; `any` where it does not. */
export function boundedExpression(
  schema: SchemaObject,
  kind: {
    readonly any: Expression;
    readonly within: (bounds: NumberBounds) => Expression | undefined;
  },
): Expression {
  const candidates = {
    least: [
      { value: numberAt(schema, 'minimum'), strict: false },
      { value: numberAt(schema, 'exclusiveMinimum'), strict: true },
    ],
    most: [
      { value: numberAt(schema, 'maximum'), strict: false },
      { value: numberAt(schema, 'exclusiveMaximum'), strict: true },
    ],
  };
  const least = tightest(candidates.least, (a, b) => a > b);
  const most = tightest(candidates.most, (a, b) => a < b);
  if (least === undefined && most === undefined) return kind.any;
  const expression = kind.within({ ...(least && { least }), ...(most && { most }) });
  if (expression !== undefined) return expression;
  throw new SchemaProblem('Unsatisfiable schema: no number lies within its bounds');
}

type Bound = NonNullable<NumberBounds['least']>;

function tightest(
  candidates: readonly { readonly value: number | undefined; readonly strict: boolean }[],
  tighter: (a: number, b: number) => boolean,
): Bound | undefined {
  let best: Bound | undefined;
  for (const { value, strict } of candidates) {
    if (value === undefined) continue;
    // Candidates come with the strict one last, which wins a tie.
    if (best === undefined || !tighter(best.value, value)) best = { value, strict };
  }
  return best;
}
