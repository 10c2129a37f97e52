import type { UnscoredToken } from '../generation/scorePrompt';
import type { TokenLogprob } from '../model/languageModel';

/** JSON has no infinity; vLLM writes this instead. */
const lowest = -9999;

export interface CompletionLogprobs {
  readonly text_offset: number[];
  /** `null` for a token that nothing stands before. */
  readonly token_logprobs: (number | null)[];
  readonly tokens: string[];
  readonly top_logprobs: (Record<string, number> | null)[];
}

/** The arrays of `/v1/completions`; offsets count characters of the tokens from `offset` on. */
export function completionLogprobs(
  entries: readonly (TokenLogprob | UnscoredToken)[],
  offset: number,
): CompletionLogprobs {
  let at = offset;
  const result: CompletionLogprobs = {
    text_offset: [],
    token_logprobs: [],
    tokens: [],
    top_logprobs: [],
  };
  for (const entry of entries) {
    const { token } = entry;
    result.text_offset.push(at);
    result.tokens.push(token);
    at += token.length;
    if (entry.logprob === null) {
      result.token_logprobs.push(null);
      result.top_logprobs.push(null);
      continue;
    }
    const { logprob, top } = entry;
    result.token_logprobs.push(finite(logprob));
    const alternatives = top.map((each): [string, number] => [each.token, finite(each.logprob)]);
    result.top_logprobs.push(Object.fromEntries([[token, finite(logprob)], ...alternatives]));
  }
  return result;
}

/** The `logprobs` of a chat choice, with `count` alternatives for each token. */
export function chatLogprobs(entries: readonly TokenLogprob[], count: number): object {
  return {
    content: entries.map(({ token, bytes, logprob, top }) => ({
      token,
      logprob: finite(logprob),
      bytes,
      top_logprobs: top.slice(0, count).map((each) => ({
        token: each.token,
        logprob: finite(each.logprob),
        bytes: [...new TextEncoder().encode(each.token)],
      })),
    })),
  };
}

function finite(logprob: number): number {
  return Math.max(logprob, lowest);
}
