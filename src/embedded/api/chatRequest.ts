import * as z from 'zod';
import { badRequest } from '../http/apiError';
import { isRecord } from '../http/pythonText';
import { chatMessages, checkConversation } from './chatMessages';
import { dictionary, flag, integer, list, oneOf, text, type Reader } from './readers';
import { samplingFields } from './requestFields';
import { notAvailable } from './samplingOptions';
import { defaulted, optional, readBody, required } from './schema';
import { checkStreamOptions } from './streamOptions';

const anything: Reader<unknown> = (input) => ({ value: input });
const efforts = oneOf('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max');

const schema = z.object({
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
});

export type ChatRequest = z.infer<typeof schema>;

/** Reads the body of `/v1/chat/completions`, or throws vLLM's 400. */
export function readChatRequest(body: unknown): ChatRequest {
  const fields = readBody(schema, body);
  checkStreamOptions(fields);
  checkTopLogprobs(fields);
  checkTools(fields);
  return fields;
}

/** What vLLM checks only once it knows the model: an unknown model is reported before these. */
export function checkChatTemplate(fields: ChatRequest): void {
  if (fields.chat_template !== undefined) {
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
  if (fields.thinking_token_budget !== undefined) {
    throw badRequest(
      'thinking_token_budget is set but reasoning_config is not configured. ' +
        'Please set --reasoning-parser to use thinking_token_budget.',
    );
  }
  if (fields.return_token_ids === true) throw notAvailable('return_token_ids');
  checkConversation(fields.messages);
}

function checkTopLogprobs(fields: ChatRequest): void {
  const { top_logprobs: top, logprobs } = fields;
  if (top === undefined) return;
  if (top < -1) {
    throw badRequest('`top_logprobs` must be a positive value or -1.', {
      parameter: 'top_logprobs',
      value: String(top),
    });
  }
  if (top !== 0 && logprobs !== true) {
    throw badRequest('when using `top_logprobs`, `logprobs` must be set to true.', {
      parameter: 'top_logprobs',
    });
  }
}

function checkTools({ tools, tool_choice: choice }: ChatRequest): void {
  if (tools?.length === 0) {
    throw badRequest(
      '`tools` must not be an empty array. Either provide at least one tool or omit the field entirely.',
      { parameter: 'tools' },
    );
  }
  if (tools === undefined) {
    if (choice === undefined || choice === null || choice === 'none') return;
    throw badRequest('When using `tool_choice`, `tools` must be set.', {
      parameter: 'tool_choice',
    });
  }
  if (choice === 'none') return;
  if (choice === undefined || choice === null || choice === 'auto') {
    throw badRequest(
      '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
    );
  }
  const named = isRecord(choice) && isRecord(choice['function']) ? choice['function']['name'] : '';
  const shown = choice === 'required' ? '"required"' : `function "${String(named)}"`;
  throw badRequest(`tool_choice=${shown} requires --tool-call-parser to be set`);
}
