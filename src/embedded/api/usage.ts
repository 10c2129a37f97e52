export interface Usage {
  readonly prompt_tokens: number;
  readonly total_tokens: number;
  readonly completion_tokens: number;
}

export function usageOf(promptTokens: number, completionTokens: number): Usage {
  return {
    prompt_tokens: promptTokens,
    total_tokens: promptTokens + completionTokens,
    completion_tokens: completionTokens,
  };
}

/** The usage of an answer that is not streamed names what it does not know. */
export function fullUsage(promptTokens: number, completionTokens: number): object {
  return {
    ...usageOf(promptTokens, completionTokens),
    prompt_tokens_details: null,
    completion_tokens_details: null,
  };
}
