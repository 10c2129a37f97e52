import * as z from 'zod';
import {
  below,
  decimal,
  dictionary,
  either,
  failed,
  flag,
  integer,
  integerFrom,
  list,
  text,
  type Reader,
} from './readers';
import type { Problem } from '../http/validationError';
import { defaulted, optional } from './schema';

/** vLLM's `VLLM_MAX_STOP_STRINGS`. */
const maxStops = 4;

const streamOptions: Reader<{
  readonly includeUsage: boolean;
  readonly continuousUsageStats: boolean;
}> = (input) => {
  const reading = dictionary(input);
  if (failed(reading)) return reading;
  const problems: Problem[] = [];
  const member = (key: string): boolean => {
    const value = reading.value[key];
    if (value === undefined || value === null) return false;
    const read = flag(value);
    if (!failed(read)) return read.value;
    problems.push(...read.problems.map((problem) => below(key, problem)));
    return false;
  };
  const includeUsage = member('include_usage');
  const continuousUsageStats = member('continuous_usage_stats');
  return problems.length > 0 ? { problems } : { value: { includeUsage, continuousUsageStats } };
};

/** Fields that both generation routes read, in the order in which vLLM declares and reports them. */
export const samplingFields = {
  model: optional(text),
  frequency_penalty: optional(decimal),
  logit_bias: optional(dictionary),
  max_tokens: optional(integer),
  n: defaulted(integer, 1),
  presence_penalty: optional(decimal),
  seed: optional(integer),
  stop: optional(either(text, list(text, { most: maxStops }))),
  stream: optional(flag),
  stream_options: optional(streamOptions),
  temperature: optional(decimal),
  top_p: optional(decimal),
  use_beam_search: defaulted(flag, false),
  top_k: optional(integer),
  min_p: optional(decimal),
  repetition_penalty: optional(decimal),
  stop_token_ids: optional(list(integer)),
  include_stop_str_in_output: defaulted(flag, false),
  ignore_eos: defaulted(flag, false),
  min_tokens: defaulted(integer, 0),
  truncate_prompt_tokens: optional(integerFrom(-1)),
  prompt_logprobs: optional(integer),
  allowed_token_ids: optional(list(integer)),
  bad_words: optional(list(text)),
  echo: optional(flag),
  priority: defaulted(integer, 0),
  request_id: optional(text),
  response_format: z.unknown(),
  structured_outputs: z.unknown(),
  guided_json: z.unknown(),
  cache_salt: z.unknown(),
  mm_processor_kwargs: z.unknown(),
  media_io_kwargs: z.unknown(),
  thinking_token_budget: z.unknown(),
  user: optional(text),
  guided_regex: optional(text),
  guided_choice: optional(list(text)),
  guided_grammar: optional(text),
  length_penalty: defaulted(decimal, 1),
};

/** In place of the field above where there may be any number of stop strings. */
export const unlimitedStop = { stop: optional(either(text, list(text))) };

export type SamplingFields = z.infer<z.ZodObject<typeof samplingFields>>;
