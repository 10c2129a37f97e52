import { assertNever } from '../../base/assertNever';
import type { Constraint } from '../../guided/constraint';
import { schemaText } from '../../guided/schemaText';
import type { Dialect } from '../dialect';
import type { Body } from './body';

type StructuralTags = Extract<Constraint, { kind: 'structuralTag' }>;

export type GenerationRoute = 'chat' | 'completions';

/**
 * A constraint in the words of the server's release; the fields go to the top level of the body. A
 * schema that is text goes as text, which is read as an object is (seen on 0.16.0 and 0.32.0).
 */
export function encodeGuided(
  constraint: Constraint | undefined,
  dialect: Dialect,
  route: GenerationRoute,
): Body {
  if (!constraint) return {};
  if (constraint.kind === 'structuralTag') return encodeStructuralTag(constraint, dialect, route);
  const structured = { structured_outputs: structuredOutputs(constraint) };
  switch (dialect.constraints) {
    case 'structured-outputs':
      return structured;
    case 'guided':
      return guidedFields(constraint);
    case 'both':
      return { ...structured, ...guidedFields(constraint) };
    default:
      return assertNever(dialect.constraints);
  }
}

/**
 * In the form that every release reads, 0.32 among them (seen on 0.16.0 and 0.32.0): once a
 * constraint made 0.16.0 turn to guidance, the newer one with `triggered_tags` kills its engine, and
 * 0.32.0 refuses it. A conversation takes it as `response_format` from the first release on; a raw
 * prompt does not, and together they would count as two constraints (reference, 3.1).
 */
function encodeStructuralTag(
  constraint: StructuralTags,
  dialect: Dialect,
  route: GenerationRoute,
): Body {
  const text = structuralTagText(constraint);
  return dialect.constraints === 'structured-outputs' || route === 'completions'
    ? { structured_outputs: { structural_tag: text } }
    : { response_format: JSON.parse(text) as Body };
}

/** Put together by hand, so that a schema which came as text stands in it as it came. */
function structuralTagText({ triggers, tags }: StructuralTags): string {
  const structures = tags.map(
    ({ begin, schema, end }) =>
      `{"begin":${JSON.stringify(begin)},"schema":${schemaText(schema)},"end":${JSON.stringify(end)}}`,
  );
  return `{"type":"structural_tag","structures":[${structures.join(',')}],"triggers":${JSON.stringify(triggers)}}`;
}

function structuredOutputs(constraint: Exclude<Constraint, StructuralTags>): Body {
  switch (constraint.kind) {
    case 'regex':
      return { regex: constraint.pattern };
    case 'choice':
      return { choice: constraint.choices };
    case 'json':
      return { json: constraint.schema };
    case 'jsonObject':
      return { json_object: true };
    case 'grammar':
      return { grammar: constraint.source };
    default:
      return assertNever(constraint);
  }
}

function guidedFields(constraint: Exclude<Constraint, StructuralTags>): Body {
  switch (constraint.kind) {
    case 'regex':
      return { guided_regex: constraint.pattern };
    case 'choice':
      return { guided_choice: constraint.choices };
    case 'json':
      return { guided_json: constraint.schema };
    case 'jsonObject':
      return { guided_json: { type: 'object' } };
    case 'grammar':
      return { guided_grammar: constraint.source };
    default:
      return assertNever(constraint);
  }
}
