import { ProviderError } from '../errors';
import { hasImage } from '../message';
import type { GenerateRequest } from '../request';
import type { Problem } from '../result';

/** What decides whether a conversation and its answer fit. */
export interface Room {
  /** Context window in tokens; `undefined` where nobody says. */
  readonly window: number | undefined;
  /** Tokens of the rendered conversation; asked only where its length leaves doubt. */
  readonly count: () => Promise<number | undefined>;
}

export interface Fitted {
  readonly request: GenerateRequest;
  readonly problems: readonly Problem[];
}

/** What a chat template adds to a conversation, with room to spare. */
const templateTokens = 512;

/**
 * Makes an answer fit into the window, or refuses the conversation that leaves no room for one.
 * vLLM refuses until 0.31 and cuts in silence from 0.32 on (addendum, section 1.6). No token is
 * shorter than a byte, so that short conversations need not be counted.
 */
export async function fit(request: GenerateRequest, { window, count }: Room): Promise<Fitted> {
  const fits = { request, problems: [] };
  const { maxTokens = 1 } = request;
  if (window === undefined || request.messages.some(hasImage)) return fits;
  if (byteLength(request) + templateTokens + maxTokens <= window) return fits;
  const prompt = await count();
  if (prompt === undefined || prompt + maxTokens <= window) return fits;
  const room = window - prompt;
  if (room < 1) {
    const message = `the conversation has ${prompt} tokens, and the model's context window is ${window}`;
    throw new ProviderError('rejected', message, { reason: 'prompt-too-long' });
  }
  const message = `the answer is limited to ${room} tokens in place of ${maxTokens}: the context window of ${window} holds no more`;
  return {
    request: { ...request, maxTokens: room },
    problems: [{ code: 'shortened', message }],
  };
}

function byteLength({ messages, tools = [] }: GenerateRequest): number {
  return Buffer.byteLength(JSON.stringify([messages, tools]));
}
