import type { Emulation } from '../emulation/emulation';
import { badRequest } from '../http/apiError';
import { str } from '../http/pythonText';
import { maxModelLength, maxPromptCharacters } from '../identity';
import type { LanguageModel } from '../model/languageModel';

export interface PromptOptions {
  readonly model: LanguageModel;
  /** Keeps only the last tokens: that many, or for -1 as many as leave room for an answer. */
  readonly truncate: number | undefined;
  readonly emulation: Emulation;
}

/** Token ids of a prompt; a prompt that does not fit the window is vLLM's 400. */
export function encodePrompt(
  prompt: string | readonly number[],
  { model, truncate, emulation }: PromptOptions,
): readonly number[] {
  const ids =
    typeof prompt === 'string' ? encodeText(prompt, { model, truncate, emulation }) : prompt;
  const unknown = ids.find((id) => id >= model.vocabularySize);
  if (unknown !== undefined) throw badRequest(`Token id ${unknown} is out of vocabulary`);
  if (ids.length === 0) throw badRequest('The decoder prompt cannot be empty');
  const kept = truncate === -1 ? maxModelLength - 1 : (truncate ?? ids.length);
  const cut = kept >= ids.length ? ids : ids.slice(ids.length - kept);
  if (cut.length > maxModelLength && emulation.has('outputClamped'))
    throw tooManyTokens(maxModelLength + 1);
  return cut;
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

function tooManyTokens(count: number): Error {
  return badRequest(
    `This model's maximum context length is ${maxModelLength} tokens. However, your prompt ` +
      `contains at least ${count} input tokens, which exceeds this limit even without any output ` +
      'tokens. Please reduce the length of the input prompt.',
    { parameter: 'input_tokens', value: str(count) },
  );
}
