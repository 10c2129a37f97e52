import type { Emulation } from '../emulation/emulation';
import { badRequest } from '../http/apiError';
import { str } from '../http/pythonText';
import { maxModelLength, maxPromptCharacters } from '../identity';
import type { LanguageModel } from '../model/languageModel';

export interface PromptOptions {
  readonly model: LanguageModel;
  /** Keeps only the last tokens: that many, or for -1 as many as leave room for an answer. */
  readonly truncate: number | undefined;
  /** Tokens that are to be written; 0 where nobody said. */
  readonly output: number;
  readonly emulation: Emulation;
}

/** Token ids of a prompt; a prompt that does not fit the window is vLLM's 400. */
export function encodePrompt(
  prompt: string | readonly number[],
  options: PromptOptions,
): readonly number[] {
  const { model, truncate, emulation } = options;
  checkTruncation(options);
  const ids = typeof prompt === 'string' ? encodeText(prompt, options) : prompt;
  const unknown = ids.find((id) => id >= model.vocabularySize);
  if (unknown !== undefined) throw badRequest(`Token id ${unknown} is out of vocabulary`);
  if (ids.length === 0) throw badRequest('The decoder prompt cannot be empty');
  const kept = truncate === -1 ? maxModelLength - 1 : (truncate ?? ids.length);
  const cut = kept >= ids.length ? ids : ids.slice(ids.length - kept);
  if (cut.length === 0) throw badRequest('The decoder prompt cannot be empty');
  if (cut.length > maxModelLength && emulation.has('outputClamped')) {
    // Text is not counted beyond what could fit.
    throw typeof prompt === 'string'
      ? tooManyTokens(`at least ${maxModelLength + 1}`, maxModelLength + 1)
      : tooManyTokens(String(cut.length), cut.length);
  }
  return cut;
}

/** Refuses to keep more tokens than there is room for, or, before 0.32, none. */
function checkTruncation({ truncate, output, emulation }: PromptOptions): void {
  if (truncate === undefined || truncate === -1) return;
  const less = emulation.has('truncationLeavesOutput');
  const value = str(truncate);
  const fault = { parameter: 'truncate_prompt_tokens', value };
  if (less && truncate < 1) {
    throw badRequest(
      `truncate_prompt_tokens must be an integer >= 1 or -1, got ${truncate}`,
      fault,
    );
  }
  const most = less ? maxModelLength - output : maxModelLength;
  if (truncate <= most) return;
  const limit = less ? 'max_model_len - max_tokens' : 'max_model_len';
  throw badRequest(
    `truncate_prompt_tokens=${truncate} cannot be greater than ${limit} = ${most}. ` +
      'Please request a smaller truncation size.',
    fault,
  );
}

/** Refuses text that is too long to be worth tokenizing (vLLM renderers/params.py). */
export function checkPromptCharacters(text: string): void {
  if (text.length <= maxPromptCharacters) return;
  throw badRequest(
    `This model's maximum context length is ${maxModelLength} tokens. However, your prompt ` +
      `contains ${text.length} characters (more than ${maxPromptCharacters} characters, which is ` +
      `the upper bound for ${maxModelLength} input tokens). Please reduce the length of the ` +
      'input prompt.',
    { parameter: 'input_text', value: str(text.length) },
  );
}

function encodeText(
  text: string,
  { model, truncate, emulation }: PromptOptions,
): readonly number[] {
  checkPromptCharacters(text);
  // Releases that tell how long a prompt is have counted it.
  const bounded = truncate === undefined && emulation.has('outputClamped');
  return bounded ? model.encode(text, maxModelLength + 1) : model.encode(text);
}

function tooManyTokens(told: string, count: number): Error {
  return badRequest(
    `This model's maximum context length is ${maxModelLength} tokens. However, your prompt ` +
      `contains ${told} input tokens, which exceeds this limit even without any output ` +
      'tokens. Please reduce the length of the input prompt.',
    { parameter: 'input_tokens', value: str(count) },
  );
}
