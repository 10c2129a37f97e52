import type { Emulation } from '../emulation/emulation';

export interface Usage {
  readonly prompt_tokens: number;
  readonly total_tokens: number;
  readonly completion_tokens: number;
}

/** Tokens that were written; `reasoning` where those of thought are told. */
export interface CompletionTokens {
  readonly total: number;
  readonly reasoning?: number;
}

export function usageOf(promptTokens: number, completion: CompletionTokens): Usage {
  const { total, reasoning } = completion;
  return {
    prompt_tokens: promptTokens,
    total_tokens: promptTokens + total,
    completion_tokens: total,
    ...(reasoning !== undefined && { completion_tokens_details: { reasoning_tokens: reasoning } }),
  };
}

/** The usage of an answer that is not streamed names what it does not know. */
export function fullUsage(
  promptTokens: number,
  completion: CompletionTokens,
  emulation: Emulation,
): object {
  return {
    prompt_tokens_details: null,
    ...(emulation.has('completionDetailsListed') && { completion_tokens_details: null }),
    ...usageOf(promptTokens, completion),
  };
}
