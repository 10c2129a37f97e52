import type { BeamOptions } from '../model/beamSearch';
import type { LanguageModel, SamplingOptions } from '../model/languageModel';
import { ApiError, badRequest } from '../http/apiError';
import { floatText, isRecord, repr, str } from '../http/pythonText';
import type { Emulation } from '../emulation/emulation';
import { maxModelLength } from '../identity';
import type { SamplingFields } from './requestFields';

/** vLLM's `VLLM_MAX_N_SEQUENCES`. */
const maxChoices = 16_384;
/** Colder than this is greedy (vLLM `_SAMPLING_EPS`). */
const greedyBelow = 1e-5;

export interface SamplingLimits {
  readonly model: LanguageModel;
  /** Tokens that the model's window leaves after the prompt. */
  readonly room: number;
  /** What a missing `max_tokens` means. */
  readonly defaultMaxTokens: number;
  /** Alternatives to report for each token; `undefined` for none. */
  readonly logprobs: number | undefined;
  readonly emulation: Emulation;
}

/** Sampling whose seed may be left to the engine, which then draws one for each choice. */
export type RequestedSampling = Omit<SamplingOptions, 'seed'> & {
  readonly seed: number | undefined;
};

/** Checks parameters as vLLM's `SamplingParams` does, in its order and words. */
export function toSamplingOptions(
  fields: SamplingFields,
  limits: SamplingLimits,
): RequestedSampling {
  const { n, min_tokens: minTokens } = fields;
  const { model, emulation } = limits;
  const stopTokenIds = readStopTokens(fields.stop_token_ids ?? [], limits);
  const temperature = fields.temperature ?? 1;
  const topP = fields.top_p ?? 1;
  const stop = typeof fields.stop === 'string' ? [fields.stop] : (fields.stop ?? []);
  const maxTokens = tokenLimit(fields, limits);

  checkChoiceCount(n, emulation);
  checkPenalties(fields);
  checkTemperature(temperature, emulation);
  if (!(topP > 0 && topP <= 1)) {
    refuseValue('top_p', `must be in (0, 1], got ${floatText(topP)}.`, floatText(topP));
  }
  checkFilters(fields);
  checkTokenLimit(maxTokens);
  if (minTokens < 0) {
    throw badRequest(`min_tokens must be greater than or equal to 0, got ${minTokens}.`);
  }
  if (minTokens > maxTokens) {
    throw badRequest(
      `min_tokens must be less than or equal to max_tokens=${maxTokens}, got ${minTokens}.`,
    );
  }
  if (stop.includes('')) throw badRequest('stop cannot contain an empty string.');
  if (temperature < greedyBelow && n > 1) {
    throw badRequest(`n must be 1 when using greedy sampling, got ${n}.`);
  }
  if (emulation.has('stopTokensChecked'))
    checkTokenIds('stop_token_ids', fields.stop_token_ids ?? [], model);
  return {
    maxTokens,
    temperature: temperature < greedyBelow ? 0 : Math.max(temperature, 0.01),
    topP,
    seed: fields.seed,
    stop,
    stopTokenIds,
    includeStopInOutput: fields.include_stop_str_in_output,
    ignoreEnd: fields.ignore_eos,
    minTokens,
    logprobs: limits.logprobs,
  };
}

/** What beams heed of a request; vLLM checks nothing else of it but the temperature (beam_search/online.py). */
export function toBeamOptions(
  fields: SamplingFields,
  limits: SamplingLimits,
): Omit<BeamOptions, 'promptTokens'> {
  const { emulation } = limits;
  const maxTokens = tokenLimit(fields, limits);
  if (emulation.has('beamSearchMissing')) {
    throw badRequest('Using beam search as a sampling parameter is deprecated.');
  }
  if (fields.n < 1) {
    throw badRequest(
      emulation.has('beamWidthNamed')
        ? `beam_width must be at least 1, got ${fields.n}.`
        : 'not enough values to unpack (expected 2, got 0)',
    );
  }
  checkTemperature(fields.temperature ?? 1, emulation);
  checkChoiceCount(fields.n, emulation);
  checkTokenLimit(maxTokens);
  return {
    width: fields.n,
    maxTokens,
    lengthPenalty: fields.length_penalty,
    ignoreEnd: fields.ignore_eos,
    includeEnd: fields.include_stop_str_in_output,
    logprobs: limits.logprobs,
  };
}

/** The sampling of a request with beams, which nothing looks at. */
export function unsampled(maxTokens: number): SamplingOptions {
  return {
    maxTokens,
    temperature: 0,
    topP: 1,
    seed: 0,
    stop: [],
    stopTokenIds: [],
    includeStopInOutput: false,
    ignoreEnd: false,
    minTokens: 0,
    logprobs: undefined,
  };
}

/** 400 for what the frontend in Rust does not take. */
export function checkFrontend(
  fields: SamplingFields & { readonly suffix?: unknown },
  emulation: Emulation,
): void {
  if (!emulation.has('fewParameters')) return;
  const refused = {
    use_beam_search: fields.use_beam_search,
    n: fields.n > 1,
    suffix: fields.suffix !== undefined,
    truncate_prompt_tokens: fields.truncate_prompt_tokens !== undefined,
    length_penalty: fields.length_penalty !== 1,
    mm_processor_kwargs: isRecord(fields.mm_processor_kwargs),
  };
  for (const [name, given] of Object.entries(refused)) {
    if (given) throw badRequest(`\`${name}\` is not supported by the Rust frontend`);
  }
}

/** Tokens to write at most, as the window leaves them; more than the window alone is vLLM's 400. */
function tokenLimit(
  fields: Pick<SamplingFields, 'max_tokens'>,
  limits: Pick<SamplingLimits, 'room' | 'defaultMaxTokens'>,
): number {
  const asked = fields.max_tokens ?? limits.defaultMaxTokens;
  if (asked <= maxModelLength) return Math.min(asked, limits.room);
  const problem = `cannot be greater than max_model_len=${maxModelLength}.`;
  throw badRequest(`max_tokens=${asked} ${problem} Please request fewer output tokens.`, {
    parameter: 'max_tokens',
    value: str(asked),
  });
}

function checkTokenLimit(maxTokens: number): void {
  if (maxTokens >= 1) return;
  refuseValue('max_tokens', `must be at least 1, got ${maxTokens}.`, str(maxTokens));
}

export interface LogprobLimits {
  readonly model: Pick<LanguageModel, 'vocabularySize'>;
  /** vLLM's `--max-logprobs`. */
  readonly most: number;
  readonly emulation: Emulation;
}

/** Over the cap vLLM complains once the engine has the request: inside a stream, not before it. */
export function checkLogprobs(
  requested: number | undefined,
  { model, most, emulation }: LogprobLimits,
): void {
  // -1 asks for the whole vocabulary.
  const count = requested === -1 ? model.vocabularySize : requested;
  if (count === undefined || count <= most) return;
  const is = emulation.has('logprobsLimitMisspelt') ? 'is is' : 'is';
  throw badRequest(
    `Requested sample logprobs of ${count}, which ${is} greater than max allowed: ${most}`,
    { parameter: 'logprobs', value: str(count) },
  );
}

/** 400 for what a real server does and this engine does not, so that nothing is dropped in silence. */
export function notAvailable(feature: string): ApiError {
  const message = `${feature} is not available in this build of the embedded engine`;
  return new ApiError(400, message, 'BadRequestError');
}

function checkChoiceCount(n: number, emulation: Emulation): void {
  if (n < 1) throw badRequest(`n must be at least 1, got ${n}.`);
  if (n <= maxChoices || !emulation.has('choicesLimited')) return;
  throw badRequest(
    `n must be at most ${maxChoices}, got ${n}. ` +
      'To increase this limit, set the VLLM_MAX_N_SEQUENCES environment variable.',
  );
}

function checkPenalties(fields: SamplingFields): void {
  const { repetition_penalty: repetition = 1 } = fields;
  for (const name of ['presence_penalty', 'frequency_penalty'] as const) {
    const value = fields[name] ?? 0;
    if (Math.abs(value) > 2) {
      throw badRequest(`${name} must be in [-2, 2], got ${floatText(value)}.`);
    }
    if (value !== 0) throw notAvailable(name);
  }
  if (repetition <= 0) {
    const got = floatText(repetition);
    throw badRequest(`repetition_penalty must be greater than zero, got ${got}.`);
  }
  if (repetition !== 1) throw notAvailable('repetition_penalty');
}

function checkTemperature(temperature: number, emulation: Emulation): void {
  const got = floatText(temperature);
  if (!Number.isFinite(temperature)) {
    const value = temperature > 0 ? 'inf' : '-inf';
    refuseValue('temperature', `must be a finite number, got ${value}.`, value);
  }
  if (temperature < 0) refuseValue('temperature', `must be non-negative, got ${got}.`, got);
  if (temperature > 2 && emulation.has('temperatureAtMostTwo'))
    refuseValue('temperature', `must be in [0, 2], got ${got}.`, got);
}

function checkFilters(fields: SamplingFields): void {
  const { top_k: topK = 0, min_p: minP = 0 } = fields;
  if (topK < -1) {
    throw badRequest(`top_k must be 0 (disable), or at least 1, got ${topK}.`);
  }
  if (minP < 0 || minP > 1) {
    throw badRequest(`min_p must be in [0, 1], got ${floatText(minP)}.`);
  }
  if (topK > 0) throw notAvailable('top_k');
  if (minP > 0) throw notAvailable('min_p');
  if (fields.logit_bias !== undefined && Object.keys(fields.logit_bias).length > 0) {
    throw notAvailable('logit_bias');
  }
  if (fields.allowed_token_ids !== undefined) throw notAvailable('allowed_token_ids');
  if (fields.bad_words !== undefined && fields.bad_words.length > 0)
    throw notAvailable('bad_words');
  if (fields.prompt_logprobs !== undefined) throw notAvailable('prompt_logprobs');
}

/** Stop tokens that exist; before they were checked the others were never met. */
function readStopTokens(
  ids: readonly number[],
  { model, emulation }: SamplingLimits,
): readonly number[] {
  if (emulation.has('stopTokensChecked')) return ids;
  return ids.filter((id) => id >= 0 && id < model.vocabularySize);
}

function checkTokenIds(parameter: string, ids: readonly number[], model: LanguageModel): void {
  const size = model.vocabularySize;
  const outside = ids.filter((id) => id < 0 || id >= size);
  if (outside.length === 0) return;
  const value = repr(outside);
  throw badRequest(
    `token_id(s) ${value} in ${parameter} contain out-of-vocab token ids. Vocabulary size: ${size}`,
    { parameter, value },
  );
}

function refuseValue(parameter: string, problem: string, value: string): never {
  throw badRequest(`${parameter} ${problem}`, { parameter, value });
}
