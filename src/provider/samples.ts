import { isRefusal } from './errors';
import type { CallOptions } from './llm';
import type { CandidatesRequest } from './request';
import type { Problem } from './result';
import type { Body } from './wire/body';
import { encodeOneOf, encodeSamples, type CandidateChoice } from './wire/candidates';
import { withExtra } from './wire/requests';

type Ask = (body: Body, options: CallOptions) => Promise<readonly CandidateChoice[]>;

/** Temperature at which samples differ enough to choose from and still hold together. */
const liveliness = 0.8;

/** Several answers to one conversation: in one request, or in as many where `n` is refused. */
export async function sampleCandidates(
  body: Body,
  { beams, temperature, extraBody }: CandidatesRequest,
  ask: Ask,
  options: CallOptions,
): Promise<readonly CandidateChoice[]> {
  // Greedy answers would all be the same, and vLLM refuses to write them more than once.
  const lively = { ...body, temperature: Math.max(temperature ?? 0, liveliness) };
  try {
    return await ask(withExtra({ ...lively, ...encodeSamples(beams.width) }, extraBody), options);
  } catch (error) {
    if (!isRefusal(error) || beams.width === 1) throw error;
    const wanted = withExtra(lively, extraBody);
    const each = Array.from({ length: beams.width }, (_, index) => encodeOneOf(wanted, index));
    return askAll(each, ask, options);
  }
}

/** The answers to several requests at once; the first failure ends them all. */
async function askAll(
  bodies: readonly Body[],
  ask: Ask,
  options: CallOptions,
): Promise<readonly CandidateChoice[]> {
  const abort = new AbortController();
  const signals = [abort.signal, ...(options.signal ? [options.signal] : [])];
  const together = { ...options, signal: AbortSignal.any(signals) };
  try {
    return (await Promise.all(bodies.map((body) => ask(body, together)))).flat();
  } finally {
    abort.abort();
  }
}

/** Told where samples are drawn livelier than asked. */
export function raisedProblem({ temperature }: CandidatesRequest): readonly Problem[] {
  if (temperature === undefined || temperature >= liveliness) return [];
  const message = `samples are drawn at temperature ${liveliness} in place of ${temperature}, so that they differ`;
  return [{ code: 'changed', message }];
}

export const noTools: Problem = {
  code: 'unsupported',
  message: 'several answers at once call no tools: beam search ignores their choice; left out',
};
