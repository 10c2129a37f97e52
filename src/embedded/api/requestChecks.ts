import type { Emulation } from '../emulation/emulation';
import type { ServerFlags } from '../emulation/serverFlags';
import { badFields, badRequest } from '../http/apiError';
import { repr, str } from '../http/pythonText';
import { validationError } from '../http/validationError';
import { dictionary, dictionaryOf, failed } from './readers';

export interface ChecksContext {
  readonly route: 'chat' | 'completions';
  readonly emulation: Emulation;
}

/** Longest `cache_salt`, in characters, and what it may not hold (since 0.30; addendum 1.1). */
const maxSalt = 128;
const foreignToSalt = /[@/\\\0]/;

/** Checks `cache_salt`, which partitions the prefix cache: this engine has none to part. */
export function checkCacheSalt(salt: unknown, { route, emulation }: ChecksContext): void {
  const known = route === 'chat' ? 'cacheSaltChecked' : 'completionSaltChecked';
  if (salt === undefined || salt === null || !emulation.has(known)) return;
  if (typeof salt !== 'string' || salt === '') {
    throw badFields("Parameter 'cache_salt' must be a non-empty string if provided.", 'cache_salt');
  }
  if (!emulation.has('cacheSaltBounded')) return;
  if (salt.length <= maxSalt && !foreignToSalt.test(salt)) return;
  throw badFields(
    `Parameter 'cache_salt' must be at most ${maxSalt} characters and must not contain '@', '/', '\\\\', or NUL.`,
    'cache_salt',
  );
}

/** Refuses arguments for reading media, which a server trusts only where it was told to. */
export function checkMediaArguments(
  fields: { readonly mm_processor_kwargs?: unknown; readonly media_io_kwargs?: unknown },
  emulation: Emulation,
): void {
  const refused = emulation.has('mediaArgumentsRefused');
  const readers = {
    mm_processor_kwargs: [dictionary, 'multimodal preprocessing'],
    media_io_kwargs: [refused ? dictionaryOf(dictionary) : dictionary, 'multimodal media loading'],
  } as const;
  for (const [name, [reader, what]] of Object.entries(readers)) {
    const value = fields[name as keyof typeof readers];
    if (value === undefined || value === null) continue;
    const reading = reader(value);
    if (failed(reading)) {
      throw validationError(
        reading.problems.map((problem) => ({ ...problem, path: [name, ...(problem.path ?? [])] })),
      );
    }
    const empty = Object.keys(reading.value).length === 0;
    if (empty || !refused) continue;
    throw badFields(
      `Per-request ${name} are disabled by default because they can change ${what} resource ` +
        'usage. Start the server with --trust-request-mm-kwargs only when clients are trusted.',
      name,
    );
  }
}

/** `thinking_token_budget`; `undefined` where there is no limit. */
export function readThinkingBudget(
  budget: unknown,
  { route, emulation }: ChecksContext,
): number | undefined {
  const known = route === 'chat' ? 'thinkingBudget' : 'completionThinkingBudget';
  if (budget === undefined || budget === null || !emulation.has(known)) return undefined;
  if (typeof budget === 'number' && Number.isInteger(budget) && budget >= -1) {
    return budget === -1 ? undefined : budget;
  }
  throw badRequest('`thinking_token_budget` must be a non-negative integer or -1 for unlimited.', {
    parameter: 'thinking_token_budget',
    value: typeof budget === 'string' ? budget : repr(budget),
  });
}

/** 400 for a budget where nobody would know what a thought is. */
export function checkBudgetParser(
  budget: unknown,
  { emulation, flags }: { readonly emulation: Emulation; readonly flags: ServerFlags },
): void {
  const given = budget !== undefined && budget !== null;
  if (!given || flags.reasoningParser !== undefined || !emulation.has('thinkingBudget')) return;
  throw badRequest(
    'thinking_token_budget is set but reasoning_config is not configured. ' +
      'Please set --reasoning-parser to use thinking_token_budget.',
  );
}

/** What vLLM says of `prompt_logprobs` before it looks at anything else of a request. */
export function checkPromptLogprobs(fields: {
  readonly prompt_logprobs: number | undefined;
  readonly stream: boolean | undefined;
}): void {
  const { prompt_logprobs: count, stream } = fields;
  if (count === undefined) return;
  if (stream === true && (count > 0 || count === -1)) {
    throw badFields('`prompt_logprobs` are not available when `stream=True`.', 'prompt_logprobs');
  }
  if (count < -1) {
    const message = '`prompt_logprobs` must be a positive value or -1.';
    throw badFields(message, 'prompt_logprobs', str(count));
  }
}

/** 400 for a body that asks for both: to continue the last message, and to begin a new one. */
export function checkBothEnds(body: unknown): void {
  const given = (body ?? {}) as Readonly<Record<string, unknown>>;
  if (given['continue_final_message'] !== true || given['add_generation_prompt'] !== true) return;
  throw badFields('Cannot set both `continue_final_message` and `add_generation_prompt` to True.');
}

/**
 * 400 for a conversation whose last message is to be continued while a new one is to begin, even if
 * only by default; in the words of the template's reader.
 */
export function checkEnds(ends: {
  readonly continue_final_message: boolean;
  readonly add_generation_prompt: boolean;
}): void {
  if (!ends.continue_final_message || !ends.add_generation_prompt) return;
  throw badRequest(
    'continue_final_message and add_generation_prompt are not compatible. Use ' +
      'continue_final_message when you want the model to continue the final message, and ' +
      'add_generation_prompt when you want to add a header that will prompt it to start a new ' +
      'assistant message instead.',
  );
}

/** 400 for a template that comes with a request, which nobody has said to trust. */
export function checkRequestTemplate(template: unknown, emulation: Emulation): void {
  if (template === undefined || template === null) return;
  if (!emulation.has('requestTemplatesRefused')) return;
  throw badRequest(
    'Chat template is passed with request, but --trust-request-chat-template is not set. ' +
      'Refused request with untrusted chat template.',
  );
}
