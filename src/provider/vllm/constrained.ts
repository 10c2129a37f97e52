import type { Constraint } from '../../guided/constraint';
import { unwrapConstraint } from '../../guided/wrappedSchema';
import type { Fact } from '../capabilities';
import type { Dialect } from '../dialect';
import { ProviderError } from '../errors';
import type { CompleteRequest, GenerateRequest, Sampling } from '../request';
import type { Problem } from '../result';
import { afterEmptyThought, emptyThought } from './probes';

/** Throws `unsupported` where the release cannot keep the constraint; nothing is sent then. */
export function checkConstraint({ guided }: Sampling, dialect: Dialect): void {
  if (dialect.grammars === 'xgrammar') return;
  if (guided?.kind !== 'grammar' && guided?.kind !== 'structuralTag') return;
  const what = guided.kind === 'grammar' ? 'grammars are' : 'structural tags are';
  const message = `${what} read by XGrammar from vLLM 0.6.5 on; this server is older`;
  throw new ProviderError('unsupported', message);
}

/** A server takes what holds a schema for one that allows everything, and says nothing. */
export function unwrapSchemas(guided: Constraint | undefined): {
  readonly constraint: Constraint | undefined;
  readonly problems: readonly Problem[];
} {
  if (!guided) return { constraint: undefined, problems: [] };
  const { constraint, told } = unwrapConstraint(guided);
  return { constraint, problems: told.map((message) => ({ code: 'changed', message })) };
}

type Tokenize = (text: string) => Promise<readonly number[]>;

/** A raw prompt such that its constraint binds, or the reason why none would. */
export async function promptForConstraint(
  request: CompleteRequest,
  fact: Fact,
  tokenize: Tokenize,
): Promise<{ readonly request: CompleteRequest; readonly problems: readonly Problem[] }> {
  switch (fact.state) {
    case 'no': {
      const message = `this server does not enforce constraints on raw prompts: ${fact.saw}`;
      throw new ProviderError('unsupported', message);
    }
    case 'unknown': {
      const message = `it is not known whether this server enforces constraints on raw prompts: ${fact.saw}`;
      return { request, problems: [{ code: 'unsupported', message }] };
    }
    case 'yes': {
      if (fact.saw !== afterEmptyThought) return { request, problems: [] };
      const prompt = await behindEmptyThought(request.prompt, tokenize);
      return { request: { ...request, prompt }, problems: [] };
    }
  }
}

/** A thought that opens later in the prompt would switch the constraint off (seen on 0.32.0). */
async function behindEmptyThought(
  prompt: CompleteRequest['prompt'],
  tokenize: Tokenize,
): Promise<CompleteRequest['prompt']> {
  if (typeof prompt === 'string') {
    if (prompt.lastIndexOf('<think>') > prompt.lastIndexOf('</think>')) throw openThought();
    return emptyThought + prompt;
  }
  const [opening] = await tokenize('<think>');
  const [closing] = await tokenize('</think>');
  if (opening !== undefined && closing !== undefined) {
    if (prompt.lastIndexOf(opening) > prompt.lastIndexOf(closing)) throw openThought();
  }
  return [...(await tokenize(emptyThought)), ...prompt];
}

function openThought(): ProviderError {
  const message =
    'the prompt opens a thought and does not end it: this server ignores constraints within one';
  return new ProviderError('unsupported', message);
}

/**
 * Told where thinking was asked for together with a constraint and no reasoning parser sets the
 * thought apart: the constraint then binds from the first token, and no thought is written (seen on
 * 0.32.0; reference, section 3.6).
 */
export function constrainedThoughtProblem(
  { guided, thinking }: GenerateRequest,
  parser: Fact,
): readonly Problem[] {
  if (!guided || thinking !== 'on' || parser.state !== 'no') return [];
  const message =
    'the constraint leaves no room for a thought: the server has no reasoning parser to set it apart';
  return [{ code: 'unsupported', message }];
}
