import { isAbortError } from '../base/abort';
import type { Constraint } from '../guided/constraint';
import type { Match } from '../guided/match';
import { asProviderError, type ProviderError } from '../provider/errors';
import type { FinishReason, Message, Problem } from '../provider/llm';
import type { Target } from '../provider/target';

/** How the stream ended: by itself, by somebody's will, or by a failure. */
export type Ending =
  | { readonly kind: 'finished'; readonly reason: FinishReason | undefined }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly error: ProviderError };

export interface Generation {
  /** All that came, as the server spelled it. */
  readonly text: string;
  readonly ending: Ending;
  /** Of the text as far as it came. */
  readonly match: Match;
  readonly problems: readonly Problem[];
}

export interface GenerateOptions {
  readonly target: Target;
  readonly messages: readonly Message[];
  /** What the journal calls the request. */
  readonly label: string;
  readonly constraint: Constraint;
  /** Called with each piece of text as it arrives. */
  readonly onText: (text: string) => void;
  readonly verify: (constraint: Constraint, text: string) => Promise<Match>;
}

/**
 * Text in a shape: streamed under the constraint, and judged here afterwards, because since 0.6.5
 * vLLM answers 200 also where it ignores a constraint (reference, section 2.1). Never rejects for
 * what a server does: text that came before a failure or a stop is judged like any other.
 */
export async function generate(options: GenerateOptions, signal: AbortSignal): Promise<Generation> {
  const { target, messages, constraint, label } = options;
  let text = '';
  let ending: Ending = { kind: 'finished', reason: undefined };
  const problems: Problem[] = [];
  const request = {
    model: target.model.id,
    messages,
    maxTokens: target.maxTokens,
    // A thought in front of the text would stream into the document.
    thinking: 'off' as const,
    guided: constraint,
    extraBody: target.extraBody,
    ...(target.temperature !== undefined && { temperature: target.temperature }),
  };
  try {
    for await (const event of target.llm.stream(request, { signal, label })) {
      if (event.type === 'text-delta') {
        text += event.text;
        options.onText(event.text);
      } else if (event.type === 'finish') ending = { kind: 'finished', reason: event.reason };
      else if (event.type === 'problem') problems.push(event.problem);
    }
  } catch (error) {
    ending = isAbortError(error)
      ? { kind: 'stopped' }
      : { kind: 'failed', error: asProviderError(error) };
  }
  return { text, ending, match: await options.verify(constraint, text), problems };
}
