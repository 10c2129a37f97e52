import type { LLM } from '../../src/provider/llm';

/** A model that does what it is given, and refuses everything else. */
export function unusedLLM(used: Partial<LLM>): LLM {
  const refuse = (): never => {
    throw new Error('nothing asks for this');
  };
  return {
    kind: 'vllm',
    baseUrl: 'http://scripted/v1',
    generate: refuse,
    stream: refuse,
    complete: refuse,
    candidates: refuse,
    answerNow: refuse,
    decide: refuse,
    models: refuse,
    version: refuse,
    tokenize: refuse,
    detokenize: refuse,
    metrics: refuse,
    capabilities: refuse,
    adapters: refuse,
    loadAdapter: refuse,
    unloadAdapter: refuse,
    ...used,
  };
}
