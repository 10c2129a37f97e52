import type { CallOptions, LLM } from './llm';

/** The last tokens of a rendered conversation, enough for a tag and white space around it. */
const lastTokens = 8;

/** Whether a rendered conversation ends with the opening of a thought. */
export async function endsInOpenThought(
  model: string,
  rendered: readonly number[],
  llm: Pick<LLM, 'detokenize'>,
  call: CallOptions,
): Promise<boolean> {
  const end = await llm.detokenize({ model, tokens: rendered.slice(-lastTokens) }, call);
  return end.trimEnd().endsWith('<think>');
}
