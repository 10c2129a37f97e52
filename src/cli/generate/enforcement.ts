import { assertNever } from '../../base/assertNever';
import {
  diagnose,
  enforcementOf,
  type Answered,
  type Diagnosis,
  type Enforcement,
} from '../../provider/diagnose';
import type { CallOptions, LLM } from '../../provider/llm';
import type { JsonValue } from '../document';

/** What is known of a server that was asked for a shape, and why an answer does not have it. */
export interface Finding {
  readonly enforcement: Enforcement;
  readonly diagnosis: Diagnosis | undefined;
}

/**
 * Asks the server whether it keeps constraints, but only about an answer that does not match: that
 * an answer matches proves nothing, and a small request more is worth it only where one is amiss.
 */
export async function find(
  llm: Pick<LLM, 'capabilities'>,
  model: string,
  answered: Answered,
  call: CallOptions,
): Promise<Finding> {
  const { match } = answered.match;
  if (match === 'complete' || match === 'unchecked') {
    return { enforcement: { state: 'unknown' }, diagnosis: undefined };
  }
  const facts = match === 'mismatch' ? (['chat-constraints'] as const) : [];
  const capabilities = await llm.capabilities({ model, facts }, call);
  return {
    enforcement: enforcementOf(capabilities, answered),
    diagnosis: diagnose(answered, capabilities),
  };
}

export function enforcementDocument(enforcement: Enforcement): JsonValue {
  if (enforcement.state === 'unknown') return { state: 'unknown' };
  const { state, saw, at } = enforcement;
  return { state, saw, at: at?.toISOString() ?? null };
}

/** Why an answer does not match, for a person; nothing where there is nothing to say. */
export function diagnosisWords(diagnosis: Diagnosis | undefined): string {
  if (!diagnosis) return '';
  switch (diagnosis.cause) {
    case 'cut':
      return '';
    case 'not-enforced': {
      const remedy = diagnosis.remedy === undefined ? '' : `; ${diagnosis.remedy} would change it`;
      return `; the server ignores constraints here (${diagnosis.detail ?? ''}${remedy})`;
    }
    case 'beams':
      return '; beam search ignores constraints';
    case 'loosened':
      return `; the server's engine drops ${diagnosis.detail ?? 'a keyword'} in silence`;
    case 'padded':
      return '; the model wrote white space up to the limit, which JSON allows: ask for a terser shape, by a grammar or a regex';
    case 'thought':
      return '; the limit ended the thought, and there is no answer: raise --max-tokens, or give --no-think';
    case 'unknown':
      return '; the server may have ignored the shape';
    default:
      return assertNever(diagnosis.cause);
  }
}
