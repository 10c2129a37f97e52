import { codeFence } from '../base/codeFence';
import type { GenerateRequest } from '../provider/llm';
import type { Target } from '../provider/target';

/** A piece of a file that a question is about. */
export interface FileExcerpt {
  /** Relative to the workspace, for the model to read. */
  readonly path: string;
  /** VS Code's identifier, the info string of the fence. */
  readonly language: string;
  /** From 1, both inclusive. */
  readonly lines: readonly [first: number, last: number];
  readonly text: string;
}

export interface ChatQuestion {
  readonly words: string;
  readonly excerpt: FileExcerpt | undefined;
}

/** The request for an answer; at most half of the context window, so that the question has room. */
export function askRequest(target: Target, question: ChatQuestion): GenerateRequest & MaxTokens {
  const { model, contextWindow, temperature, extraBody } = target;
  const room = contextWindow === undefined ? Infinity : Math.max(1, Math.floor(contextWindow / 2));
  return {
    model: model.id,
    // No system message: some chat templates refuse one (Gemma's and Mistral's older ones).
    messages: [{ role: 'user', content: contentOf(question) }],
    maxTokens: Math.min(target.maxTokens, room),
    ...(temperature !== undefined && { temperature }),
    extraBody,
  };
}

interface MaxTokens {
  readonly maxTokens: number;
}

function contentOf({ words, excerpt }: ChatQuestion): string {
  if (!excerpt) return words;
  const { path, language, text } = excerpt;
  return `${words}\n\nFrom ${path}, ${lineRangeWords(excerpt.lines)}:\n\n${codeFence(language, text)}`;
}

/** `line 3`, or `lines 3 to 9`. */
export function lineRangeWords([first, last]: FileExcerpt['lines']): string {
  return first === last ? `line ${first}` : `lines ${first} to ${last}`;
}
