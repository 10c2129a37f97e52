/** What a server kind of vLLM's tells of requests that it does not answer as they were put. */
import type { VersionedOption } from '../dialect';
import type { ProviderError } from '../errors';
import type { CandidatesRequest } from '../request';
import type { Candidates, Problem } from '../result';

export const constraintNeedsSamples: Problem = {
  code: 'unsupported',
  message: 'beam search ignores constraints: these are constrained samples, not beams',
};

export const thoughtNotHidden: Problem = {
  code: 'unsupported',
  message: 'the thought is shown: hiding it together with a constraint would empty the answer',
};

const optionNames: Readonly<Record<VersionedOption, string>> = {
  cacheSalt: 'a cache salt',
  requestId: 'a request id',
  thinkingBudget: 'a thinking budget',
};

export function missingOption(option: VersionedOption): Problem {
  const message = `this release of vLLM does not know ${optionNames[option]}; left out`;
  return { code: 'unsupported', message };
}

export const adapterNeedsSamples: Problem = {
  code: 'unsupported',
  message: 'beam search leaves adapters out before vLLM 0.9.1: these are samples, not beams',
};

/** Fields of sampling that beam search does not look at (addendum, section 2.1); nobody says so. */
export function ignoredByBeams(request: CandidatesRequest): readonly Problem[] {
  const fields = ['seed', 'topP', 'priority'] as const;
  return fields
    .filter((field) => request[field] !== undefined)
    .map((field) => ({ code: 'unsupported', message: `beam search ignores ${field}` }));
}

export function withProblem(problem: Problem, several: Candidates): Candidates {
  return { ...several, problems: [problem, ...several.problems] };
}

/** The limit is half of `--max-logprobs`, since each step looks at twice as many tokens as beams. */
export function noBeams(error: ProviderError): Problem {
  const [, most] = /max allowed: (\d+)/.exec(error.message) ?? [];
  const message =
    most === undefined
      ? `the server refused beam search: ${error.message}`
      : `the server's beams are at most ${Math.floor(Number(most) / 2)} wide (--max-logprobs ${most})`;
  return { code: 'unsupported', message };
}
