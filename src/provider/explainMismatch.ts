import {
  diagnose,
  enforcementOf,
  type ConstrainedAnswer,
  type Diagnosis,
  type Enforcement,
} from './diagnose';
import type { CallOptions, CapabilitiesRequest, LLM } from './llm';

/** What is known of a server that was asked for a shape, and why an answer does not have it. */
export interface ConstraintFinding {
  readonly enforcement: Enforcement;
  readonly diagnosis: Diagnosis | undefined;
}

/**
 * Says what is known of the server, and asks it whether it keeps constraints only where an answer
 * does not match: that one matches proves nothing, and a small request more is worth it only where
 * something is amiss.
 */
export async function explainMismatch(
  llm: Pick<LLM, 'capabilities'>,
  model: string,
  answered: ConstrainedAnswer,
  call: CallOptions,
): Promise<ConstraintFinding> {
  const capabilities = await llm.capabilities({ model, ...questionOf(answered) }, call);
  return {
    enforcement: enforcementOf(capabilities, answered),
    diagnosis: diagnose(answered, capabilities),
  };
}

/** What is remembered may be what an answer that does not match contradicts. */
function questionOf({ match, route }: ConstrainedAnswer): Omit<CapabilitiesRequest, 'model'> {
  if (match.match !== 'mismatch') return { facts: [] };
  return { facts: [constraintsOn[route]], known: 'asked-again' };
}

const constraintsOn = {
  chat: 'chat-constraints',
  completions: 'completion-constraints',
} as const;
