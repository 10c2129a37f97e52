import { ProviderError } from './errors';
import type { GenerateRequest } from './request';
import type { Problem } from './result';

/** What a request may hold that only vLLM understands. */
const onlyOfVllm: readonly (readonly [
  name: string,
  told: (request: Partial<GenerateRequest>) => boolean,
])[] = [
  ['stop tokens', ({ stopTokenIds = [] }) => stopTokenIds.length > 0],
  ['constraints', ({ guided }) => guided !== undefined],
  ['thinking on or off', ({ thinking }) => thinking !== undefined],
  ['a thinking budget', ({ thinkingBudget }) => thinkingBudget !== undefined],
  ['priority', ({ priority }) => priority !== undefined],
  ['a cache salt', ({ cacheSalt }) => cacheSalt !== undefined],
  ['a request id', ({ requestId }) => requestId !== undefined],
  ['shortening of prompts', ({ truncatePromptTokens: most }) => most !== undefined],
];

/** What other servers would not know of a request, left out. */
export function vllmOptionProblems(request: Partial<GenerateRequest>): readonly Problem[] {
  return onlyOfVllm.flatMap(([name, told]) => (told(request) ? [leftOut(name)] : []));
}

function leftOut(name: string): Problem {
  return { code: 'unsupported', message: `only vLLM has ${name}; left out` };
}

/** For what no other server can do at all. */
export function vllmOnly(does: string): Promise<never> {
  return Promise.reject(new ProviderError('unsupported', `only vLLM ${does}`));
}
