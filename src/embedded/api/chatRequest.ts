import * as z from 'zod';
import type { Emulation } from '../emulation/emulation';
import type { ServerFlags } from '../emulation/serverFlags';
import { badFields, badRequest } from '../http/apiError';
import { chatMessages, checkConversation } from './chatMessages';
import { dictionary, flag, integer, list, oneOf, text, type Reader } from './readers';
import { samplingFields, unlimitedStop } from './requestFields';
import { notAvailable } from './samplingOptions';
import { defaulted, optional, readStrictBody, required } from './schema';
import { checkStreamOptions } from './streamOptions';

const anything: Reader<unknown> = (input) => ({ value: input });
const efforts = oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max');

const limited = z.object({
  messages: required(chatMessages),
  ...samplingFields,
  // Unlike completions, chat takes `null` for one choice.
  n: optional(integer).transform((n) => n ?? 1),
  logprobs: optional(flag),
  top_logprobs: optional(integer),
  max_completion_tokens: optional(integer),
  tools: optional(list(anything)),
  tool_choice: z.unknown(),
  reasoning_effort: optional(efforts),
  add_generation_prompt: defaulted(flag, true),
  continue_final_message: defaulted(flag, false),
  chat_template: optional(text),
  chat_template_kwargs: optional(dictionary),
  return_token_ids: optional(flag),
  thinking_token_budget: optional(integer),
  include_reasoning: defaulted(flag, true),
  parallel_tool_calls: optional(flag),
});

const schemas = { four: limited, any: limited.extend(unlimitedStop) };

export type ChatRequest = z.infer<typeof schemas.any>;

/** Reads the body of `/v1/chat/completions`, or throws vLLM's 400. */
export function readChatRequest(body: unknown, emulation: Emulation): ChatRequest {
  const schema = schemas[emulation.has('fourStopStrings') ? 'four' : 'any'];
  const fields = readStrictBody(schema, body, emulation);
  checkStreamOptions(fields);
  checkTopLogprobs(fields);
  return fields;
}

/** What vLLM checks only once it knows the model: an unknown model is reported before these. */
export function checkChatTemplate(
  fields: ChatRequest,
  { emulation, flags }: { readonly emulation: Emulation; readonly flags: ServerFlags },
): void {
  if (fields.chat_template !== undefined && emulation.has('requestTemplatesRefused')) {
    throw badRequest(
      'Chat template is passed with request, but --trust-request-chat-template is not set. ' +
        'Refused request with untrusted chat template.',
    );
  }
  if (fields.continue_final_message && fields.add_generation_prompt) {
    throw badRequest(
      'continue_final_message and add_generation_prompt are not compatible. Use ' +
        'continue_final_message when you want the model to continue the final message, and ' +
        'add_generation_prompt when you want to add a header that will prompt it to start a new ' +
        'assistant message instead.',
    );
  }
  const { thinking_token_budget: budget } = fields;
  const noParser = flags.reasoningParser === undefined;
  if (budget !== undefined && noParser && emulation.has('thinkingBudget')) {
    throw badRequest(
      'thinking_token_budget is set but reasoning_config is not configured. ' +
        'Please set --reasoning-parser to use thinking_token_budget.',
    );
  }
  if (fields.return_token_ids === true) throw notAvailable('return_token_ids');
  checkConversation(fields.messages, emulation);
}

function checkTopLogprobs(fields: ChatRequest): void {
  const { top_logprobs: top, logprobs } = fields;
  if (top === undefined) return;
  if (top < -1) {
    throw badFields('`top_logprobs` must be a positive value or -1.', 'top_logprobs', String(top));
  }
  if (top !== 0 && logprobs !== true) {
    throw badFields('when using `top_logprobs`, `logprobs` must be set to true.', 'top_logprobs');
  }
}
