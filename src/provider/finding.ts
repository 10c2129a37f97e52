import {
  diagnose,
  enforcementOf,
  type Answered,
  type Diagnosis,
  type Enforcement,
} from './diagnose';
import type { CallOptions, CapabilitiesRequest, LLM } from './llm';

/** What is known of a server that was asked for a shape, and why an answer does not have it. */
export interface Finding {
  readonly enforcement: Enforcement;
  readonly diagnosis: Diagnosis | undefined;
}

/**
 * Says what is known of the server, and asks it whether it keeps constraints only where an answer
 * does not match: that one matches proves nothing, and a small request more is worth it only where
 * something is amiss.
 */
export async function find(
  llm: Pick<LLM, 'capabilities'>,
  model: string,
  answered: Answered,
  call: CallOptions,
): Promise<Finding> {
  const capabilities = await llm.capabilities({ model, ...questionOf(answered) }, call);
  return {
    enforcement: enforcementOf(capabilities, answered),
    diagnosis: diagnose(answered, capabilities),
  };
}

/** What is remembered may be what an answer that does not match contradicts. */
function questionOf({ match, route }: Answered): Omit<CapabilitiesRequest, 'model'> {
  if (match.match !== 'mismatch') return { facts: [] };
  return { facts: [constraintsOn[route]], known: 'asked-again' };
}

const constraintsOn = {
  chat: 'chat-constraints',
  completions: 'completion-constraints',
} as const;
