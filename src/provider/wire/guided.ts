import { assertNever } from '../../base/assertNever';
import type { Constraint } from '../../guided/constraint';
import type { Era } from '../era';
import type { Body } from './requests';

/**
 * A constraint in the words of the server's era. A server whose release is unknown gets both
 * dialects, which every release since 0.6.5 accepts: the one it does not know it ignores
 * (reference, section 3.1).
 */
export function encodeGuided(constraint: Constraint | undefined, era: Era): Body {
  if (!constraint) return {};
  const structured = { structured_outputs: structuredOutputs(constraint) };
  switch (era) {
    case 'structured-outputs':
      return structured;
    case 'guided':
      return guidedFields(constraint);
    case 'unknown':
      return { ...structured, ...guidedFields(constraint) };
    default:
      return assertNever(era);
  }
}

function structuredOutputs(constraint: Constraint): Body {
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

function guidedFields(constraint: Constraint): Body {
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
