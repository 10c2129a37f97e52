import type { SamplingOptions } from '../../../../src/embedded/model/languageModel';

/** Greedy, unlimited but for a small number of tokens. */
export const greedy: SamplingOptions = {
  maxTokens: 60,
  temperature: 0,
  topP: 1,
  seed: 1,
  stop: [],
  stopTokenIds: [],
  includeStopInOutput: false,
  ignoreEnd: false,
  minTokens: 0,
  logprobs: undefined,
};
