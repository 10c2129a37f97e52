import type { Fact } from '../capabilities';
import { ProviderError } from '../errors';
import type { CompleteRequest, GenerateRequest, Sampling } from '../request';
import type { Problem } from '../result';
import type { Dialect } from './dialect';
import { afterEmptyThought, emptyThought } from './probes';

/** Throws `unsupported` where the release cannot keep the constraint; nothing is sent then. */
export function checkConstraint({ guided }: Sampling, dialect: Dialect): void {
  if (guided?.kind === 'grammar' && dialect.grammars === 'none') {
    const message = 'grammars are read by XGrammar from vLLM 0.6.5 on; this server is older';
    throw new ProviderError('unsupported', message);
  }
}

/** A raw prompt such that its constraint binds, or the reason why none would. */
export async function placePrompt(
  request: CompleteRequest,
  fact: Fact,
  tokenize: (text: string) => Promise<readonly number[]>,
): Promise<{ readonly request: CompleteRequest; readonly problems: readonly Problem[] }> {
  switch (fact.state) {
    case 'no': {
      const message = `constraints do not bind raw prompts on this server: ${fact.saw}`;
      throw new ProviderError('unsupported', message);
    }
    case 'unknown': {
      const message = `whether constraints bind raw prompts here is not known: ${fact.saw}`;
      return { request, problems: [{ code: 'unsupported', message }] };
    }
    case 'yes': {
      if (fact.saw !== afterEmptyThought) return { request, problems: [] };
      const { prompt } = request;
      const placed =
        typeof prompt === 'string'
          ? emptyThought + prompt
          : [...(await tokenize(emptyThought)), ...prompt];
      return { request: { ...request, prompt: placed }, problems: [] };
    }
  }
}

const hidesReasoning = 'include_reasoning';

/**
 * Without the field that would hide the thought: together with a constraint and thinking it empties
 * the answer (seen on 0.32.0; addendum, section 2.1).
 */
export function keepReasoning(request: GenerateRequest): GenerateRequest {
  const { guided, thinking, extraBody } = request;
  if (!guided || thinking === 'off' || extraBody?.[hidesReasoning] !== false) return request;
  const others = Object.entries(extraBody).filter(([name]) => name !== hidesReasoning);
  return { ...request, extraBody: Object.fromEntries(others) };
}
