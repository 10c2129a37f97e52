import type { Emulation } from '../emulation/emulation';

/**
 * What answers carry although this engine has nothing to say there: releases differ in which `null`
 * they send (seen on 0.16.0 and 0.32.0).
 */

/** Of a choice, streamed or not. */
export function nullTokenMembers(emulation: Emulation): object {
  return emulation.has('tokenIdsListed') ? { token_ids: null } : {};
}

/** Of a choice that is not streamed. */
export function choiceMembers(emulation: Emulation): object {
  return {
    ...nullTokenMembers(emulation),
    ...(emulation.has('routedExpertsListed') && { routed_experts: null }),
  };
}

/** Of a completion's choice: its prompt. */
export function promptMembers(emulation: Emulation): object {
  return emulation.has('tokenIdsListed') ? { prompt_token_ids: null } : {};
}

/** Of a whole chat, and of the first chunk of a streamed one: its prompt. */
export function chatMembers(emulation: Emulation): object {
  return {
    ...promptMembers(emulation),
    ...(emulation.has('promptTextListed') && { prompt_text: null }),
  };
}

/** Of every whole answer, at its end. */
export function answerMembers(emulation: Emulation): object {
  return {
    ...(emulation.has('transferListed') && { kv_transfer_params: null }),
    ...(emulation.has('routedExpertsListed') && { ec_transfer_params: null }),
    ...(emulation.has('metricsListed') && { metrics: null }),
  };
}

/** Of every whole answer: who made it. */
export function fingerprintMembers(emulation: Emulation): object {
  if (!emulation.has('openaiMembersListed')) return {};
  const named = emulation.has('fingerprints') ? emulation.fingerprint : null;
  return { service_tier: null, system_fingerprint: named };
}

/** Of a message, for things that no model of vLLM does. */
export function messageMembers(emulation: Emulation): object {
  return emulation.has('openaiMembersListed')
    ? { refusal: null, annotations: null, audio: null, function_call: null }
    : {};
}
