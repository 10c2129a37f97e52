import * as z from 'zod';
import type { Emulation } from '../emulation/emulation';
import { ApiError, badFields, badRequest } from '../http/apiError';
import { failed, flag, integer, integerFrom, list, text, type Reader } from './readers';
import { isRecord } from '../http/pythonText';
import type { Problem } from '../http/validationError';
import { samplingFields, unlimitedStop } from './requestFields';
import {
  checkCacheSalt,
  checkMediaArguments,
  checkPromptLogprobs,
  readThinkingBudget,
} from './requestChecks';
import { checkStreamOptions } from './streamOptions';
import { defaulted, optional, readStrictBody } from './schema';
import { notAvailable } from './samplingOptions';

/** vLLM's `VLLM_MAX_COMPLETION_PROMPTS`. */
const maxPrompts = 1024;

const tokenIds = list(integerFrom(0));

/** A text, several texts, a list of token ids, or several such lists. */
const promptReader: Reader<readonly (string | readonly number[])[]> = (input) => {
  // Texts first: "12" is a text although it could be read as a token id.
  const problems: Problem[] = [];
  const texts = list(text)(input);
  if (typeof input === 'string') return { value: [input] };
  if (!failed(texts)) return texts;
  const ids = tokenIds(input);
  if (!failed(ids)) return { value: [ids.value] };
  const lists = list(tokenIds)(input);
  if (!failed(lists)) return lists;
  const single = text(input);
  problems.push(...ids.problems, ...lists.problems);
  if (failed(single)) problems.push(...single.problems);
  return { problems: [...problems, ...texts.problems] };
};

const { model, ...sampling } = samplingFields;

const limited = z.object({
  model,
  prompt: optional(promptReader),
  logprobs: optional(integer),
  ...sampling,
  suffix: optional(text),
  return_token_ids: optional(flag),
  add_special_tokens: defaulted(flag, true),
});

const schemas = { four: limited, any: limited.extend(unlimitedStop) };

export type CompletionRequest = Omit<z.infer<typeof schemas.any>, 'prompt'> & {
  readonly prompt: readonly (string | readonly number[])[];
};

/** Reads the body of `/v1/completions`, or throws vLLM's 400. */
export function readCompletionRequest(body: unknown, emulation: Emulation): CompletionRequest {
  const schema = schemas[emulation.has('fourStopStrings') ? 'four' : 'any'];
  const { prompt, ...fields } = readStrictBody(schema, body, emulation);
  checkStreamOptions(fields);
  const { logprobs } = fields;
  if (logprobs !== undefined && logprobs < (emulation.has('allLogprobs') ? -1 : 0)) {
    const allowed = emulation.has('allLogprobs') ? 'a positive value or -1' : 'a positive value';
    throw badFields(`\`logprobs\` must be ${allowed}.`, 'logprobs', String(logprobs));
  }
  checkPromptLogprobs(fields);
  if (prompt === undefined || (isRecord(body) && body['prompt'] === '')) {
    const message = 'Either prompt or prompt_embeds must be provided and non-empty.';
    throw badFields(message, 'prompt');
  }
  checkCacheSalt(fields.cache_salt, { route: 'completions', emulation });
  checkMediaArguments(fields, emulation);
  readThinkingBudget(fields.thinking_token_budget, { route: 'completions', emulation });
  if (fields.suffix !== undefined) {
    throw emulation.has('suffixNeedsRendering')
      ? new ApiError(
          400,
          'suffix is only supported for models with FIM completion rendering',
          'BadRequestError',
          'suffix',
        )
      : new ApiError(400, 'suffix is not currently supported', 'BadRequestError');
  }
  if (isEmptyList(prompt)) throw badRequest('You must pass at least one prompt');
  if (prompt.length > maxPrompts && emulation.has('promptsLimited')) {
    throw badRequest(
      `prompt list length ${prompt.length} exceeds the maximum allowed count of ${maxPrompts}. ` +
        'To increase this limit, set the VLLM_MAX_COMPLETION_PROMPTS environment variable.',
      { parameter: 'prompt' },
    );
  }
  if (fields.return_token_ids === true) throw notAvailable('return_token_ids');
  return { ...fields, prompt };
}

function isEmptyList(prompt: readonly (string | readonly number[])[]): boolean {
  return prompt.length === 0;
}
