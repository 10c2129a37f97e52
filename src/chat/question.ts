import { fenced } from '../base/fenced';
import type { GenerateRequest } from '../provider/llm';
import type { Target } from '../provider/target';

/** A piece of a file that a question is about. */
export interface Excerpt {
  /** Relative to the workspace, for the model to read. */
  readonly path: string;
  /** VS Code's identifier, the info string of the fence. */
  readonly language: string;
  /** From 1, both inclusive. */
  readonly lines: readonly [first: number, last: number];
  readonly text: string;
}

export interface Question {
  readonly words: string;
  readonly excerpt: Excerpt | undefined;
}

/** The request for an answer; at most half of the context window, so that the question has room. */
export function askRequest(target: Target, question: Question): GenerateRequest & MaxTokens {
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

function contentOf({ words, excerpt }: Question): string {
  if (!excerpt) return words;
  const { path, language, text } = excerpt;
  return `${words}\n\nFrom ${path}, ${wordsForLines(excerpt.lines)}:\n\n${fenced(language, text)}`;
}

/** `line 3`, or `lines 3 to 9`. */
export function wordsForLines([first, last]: Excerpt['lines']): string {
  return first === last ? `line ${first}` : `lines ${first} to ${last}`;
}
