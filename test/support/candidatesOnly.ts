import type { CallOptions, Candidates, CandidatesRequest, LLM } from '../../src/provider/llm';

/** A model that writes candidates and refuses everything else. */
export function candidatesOnly(
  candidates: (request: CandidatesRequest, options?: CallOptions) => Candidates,
): LLM {
  const refuse = (): never => {
    throw new Error('only candidates are expected');
  };
  return {
    kind: 'vllm',
    baseUrl: 'http://scripted/v1',
    generate: refuse,
    stream: refuse,
    complete: refuse,
    models: refuse,
    version: refuse,
    tokenize: refuse,
    loadAdapter: refuse,
    unloadAdapter: refuse,
    candidates: (request, options) => Promise.resolve(candidates(request, options)),
  };
}
