import { throwIfAborted } from '../../base/abort';
import type { LanguageModel, TokenLogprob } from '../model/languageModel';
import { tokenEnd } from '../model/lexer';
import { StopMatcher } from '../model/stopMatcher';
import { encodeUtf8 } from '../model/utf8';
import type { Sequence, SequenceRequest, WriteSequence } from './sequence';

export const thoughtStart = '<think>';
export const thoughtEnd = '</think>';

/** A thought before the answer; `budget` is its length in tokens at most. */
export interface ThoughtOptions {
  readonly budget: number | undefined;
}

/** A token of a thought; a thought is a report, so each of its tokens is certain. */
export interface ThoughtToken {
  readonly text: string;
  /** Token ids it has; a word that was never learnt has one for each byte. */
  readonly count: number;
}

/** The model's account of what it goes by, between the marks of a thought. */
export function thoughtTokens(
  model: LanguageModel,
  prompt: readonly number[],
  { budget }: ThoughtOptions,
): readonly ThoughtToken[] {
  const said = `\n${model.explain(prompt)}\n`;
  const tokens: ThoughtToken[] = [];
  let spent = 0;
  for (let at = 0; at < said.length;) {
    const end = tokenEnd(said, at);
    const text = said.slice(at, end);
    const count = model.encode(text).length;
    at = end;
    if (budget !== undefined && budget >= 0 && spent + count > budget) break;
    spent += count;
    tokens.push({ text, count });
  }
  const mark = (text: string): ThoughtToken => ({ text, count: 1 });
  const lines = { text: '\n\n', count: model.encode('\n\n').length };
  return [mark(thoughtStart), ...tokens, mark(thoughtEnd), lines];
}

export function thoughtLogprob({ text }: ThoughtToken): TokenLogprob {
  return {
    token: text,
    bytes: [...encodeUtf8(text)],
    logprob: 0,
    top: [{ token: text, logprob: 0 }],
  };
}

/** Writes a thought, and after it what `write` writes, all within the same `maxTokens`. */
export async function* writeThoughtfully(
  write: WriteSequence,
  request: SequenceRequest,
  thought: ThoughtOptions,
  signal: AbortSignal,
): Sequence {
  const { learnt, prompt, sampling } = request;
  const { stop, includeStopInOutput, maxTokens, minTokens, logprobs } = sampling;
  const stops = new StopMatcher(stop, includeStopInOutput ? 'with stop' : 'without stop');
  const tokens = thoughtTokens(learnt.model, prompt, thought);
  let spent = 0;
  for (const [index, token] of tokens.entries()) {
    throwIfAborted(signal);
    spent += token.count;
    const { text, stopped } = stops.push(token.text);
    const over = spent >= maxTokens;
    const last = over || index === tokens.length - 1;
    const entries = logprobs === undefined ? [] : [thoughtLogprob(token)];
    const shown = stopped === undefined && last ? text + stops.flush() : text;
    yield { text: shown, tokenCount: token.count, logprobs: entries };
    if (stopped !== undefined) return { finishReason: 'stop', stopReason: stopped };
    if (over) return { finishReason: 'length', stopReason: null };
  }
  const written = tokens.map(({ text }) => text).join('');
  const rest = {
    ...sampling,
    maxTokens: maxTokens - spent,
    minTokens: Math.max(0, minTokens - spent),
  };
  const answerPrompt = [...prompt, ...learnt.model.encode(written)];
  return yield* write({ ...request, prompt: answerPrompt, sampling: rest }, signal);
}
