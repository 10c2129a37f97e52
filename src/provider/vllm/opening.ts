import type { CallOptions, LLM } from '../llm';
import type { Opening } from '../../reasoning/thinkSplitter';
import type { Fact } from '../capabilities';

/** What it takes to find out where an answer begins. */
export interface OpeningSources {
  readonly llm: Pick<LLM, 'tokenize' | 'detokenize'>;
  readonly reasoningParser: () => Promise<Fact>;
}

/** The last tokens of a rendered conversation, enough for a tag and white space around it. */
const lastTokens = 8;

/**
 * Whether the chat template opens a thought itself: then only the closing tag arrives, and what
 * precedes it is thought. Where a reasoning parser sets the thought apart it makes no difference.
 */
export async function openingOf(
  model: string,
  thinking: 'on' | 'off' | undefined,
  { llm, reasoningParser }: OpeningSources,
  call: CallOptions,
): Promise<Opening> {
  const messages = [{ role: 'user', content: 'a' }] as const;
  const { tokens } = await llm.tokenize({ model, messages, ...(thinking && { thinking }) }, call);
  if (!(await opensThought(model, tokens, llm, call))) return 'answer';
  return (await reasoningParser()).state === 'yes' ? 'answer' : 'thought';
}

/** Whether a rendered conversation ends with the opening of a thought. */
export async function opensThought(
  model: string,
  rendered: readonly number[],
  llm: Pick<LLM, 'detokenize'>,
  call: CallOptions,
): Promise<boolean> {
  const end = await llm.detokenize({ model, tokens: rendered.slice(-lastTokens) }, call);
  return end.trimEnd().endsWith('<think>');
}
