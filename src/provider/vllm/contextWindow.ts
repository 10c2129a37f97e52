import { ProviderError } from '../errors';
import { hasImage } from '../message';
import type { CompleteRequest, GenerateRequest, Sampling } from '../request';
import type { Problem } from '../result';

/** What decides whether a prompt and its answer fit. */
export interface ContextRoom {
  /** Context window in tokens; `undefined` where nobody says. */
  readonly window: number | undefined;
  /** The most tokens that the prompt can have; `undefined` where its length does not tell. */
  readonly most: number | undefined;
  /** Tokens of the prompt as the server counts them; asked only where its length leaves doubt. */
  readonly count: () => Promise<number | undefined>;
}

type Fitting = Pick<Sampling, 'truncatePromptTokens'> & { readonly maxTokens?: number };

export interface FittedRequest<Request> {
  readonly request: Request;
  readonly problems: readonly Problem[];
}

/**
 * Makes an answer fit into the window, or refuses the prompt that leaves no room for one. vLLM
 * refuses until 0.31 and cuts in silence from 0.32 on (addendum, section 1.6).
 */
export async function fitToContextWindow<Request extends Fitting>(
  asked: Request,
  { window, most, count }: ContextRoom,
): Promise<FittedRequest<Request>> {
  const request = truncated(asked, window);
  const { maxTokens = 1, truncatePromptTokens: kept } = request;
  const fits = { request, problems: [] };
  if (window === undefined || most === undefined) return fits;
  if (Math.min(most, kept ?? most) + maxTokens <= window) return fits;
  const counted = await count();
  if (counted === undefined) return fits;
  const prompt = Math.min(counted, kept ?? counted);
  const room = window - prompt;
  if (maxTokens <= room) return fits;
  if (room < 1) {
    const message = `the prompt has ${prompt} tokens, and the model's context window is ${window}`;
    throw new ProviderError('rejected', message, { reason: 'prompt-too-long' });
  }
  const message = `the answer is limited to ${room} tokens instead of ${maxTokens}: the context window of ${window} holds no more`;
  return {
    request: { ...request, maxTokens: room },
    problems: [{ code: 'shortened', message }],
  };
}

/** Whatever fits. vLLM fills the window to its last token but one, with no room for an answer. */
const untilItFits = -1;

/** A prompt that is to be cut to what fits leaves its answer the room that was asked for. */
function truncated<Request extends Fitting>(asked: Request, window: number | undefined): Request {
  const { maxTokens = 1, truncatePromptTokens } = asked;
  if (truncatePromptTokens !== untilItFits || window === undefined) return asked;
  return { ...asked, truncatePromptTokens: Math.max(1, window - maxTokens) };
}

/** What a chat template adds to a conversation, with room to spare. */
const templateTokens = 512;

/** No token is shorter than a byte, so that short conversations need not be counted. */
export function maxChatTokens({ messages, tools = [] }: GenerateRequest): number | undefined {
  if (messages.some(hasImage)) return undefined;
  return Buffer.byteLength(JSON.stringify([messages, tools])) + templateTokens;
}

/** The most tokens of a raw prompt: one for each byte, and the tokenizer's beginning and end. */
export function maxPromptTokens({ prompt }: Pick<CompleteRequest, 'prompt'>): number {
  return typeof prompt === 'string' ? Buffer.byteLength(prompt) + 2 : prompt.length;
}
