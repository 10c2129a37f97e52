import * as z from 'zod';
import type { Emulation } from '../emulation/emulation';
import type { ServerFlags } from '../emulation/serverFlags';
import { badFields } from '../http/apiError';
import { chatMessages, checkConversation } from './chatMessages';
import { anything, dictionary, flag, integer, list, oneOf, text } from './readers';
import { samplingFields, unlimitedStop } from './requestFields';
import {
  checkBothEnds,
  checkBudgetParser,
  checkCacheSalt,
  checkEnds,
  checkMediaArguments,
  checkPromptLogprobs,
  checkRequestTemplate,
  readThinkingBudget,
} from './requestChecks';
import { notAvailable } from './samplingOptions';
import { defaulted, optional, readStrictBody, required } from './schema';
import { checkStreamOptions } from './streamOptions';

const efforts = oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max');
const fewEfforts = oneOf('low', 'medium', 'high');

type Effort = Extract<ReturnType<typeof efforts>, { value: unknown }>['value'];

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
  include_reasoning: defaulted(flag, true),
  parallel_tool_calls: optional(flag),
});

const unlimited = limited.extend(unlimitedStop);

export type ChatRequest = z.infer<typeof unlimited>;

/** The fields as the emulated release reads them. */
function schemaFor(emulation: Emulation): typeof unlimited {
  if (emulation.has('fourStopStrings')) return limited;
  return emulation.has('fewEfforts')
    ? unlimited.extend({ reasoning_effort: optional<Effort>(fewEfforts) })
    : unlimited;
}

/** Reads the body of `/v1/chat/completions`, or throws vLLM's 400. */
export function readChatRequest(body: unknown, emulation: Emulation): ChatRequest {
  const fields = readStrictBody(schemaFor(emulation), body, emulation);
  checkStreamOptions(fields);
  checkTopLogprobs(fields);
  checkPromptLogprobs(fields);
  checkBothEnds(body);
  checkCacheSalt(fields.cache_salt, { route: 'chat', emulation });
  checkMediaArguments(fields, emulation);
  readThinkingBudget(fields.thinking_token_budget, { route: 'chat', emulation });
  return fields;
}

/** What vLLM checks only once it knows the model: an unknown model is reported before these. */
export function checkChatTemplate(
  fields: ChatRequest,
  { emulation, flags }: { readonly emulation: Emulation; readonly flags: ServerFlags },
): void {
  checkRequestTemplate(fields.chat_template, emulation);
  checkEnds(fields);
  checkBudgetParser(fields.thinking_token_budget, { emulation, flags });
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
