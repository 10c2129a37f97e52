import { isAbortError } from '../base/abort';
import type { Constraint } from '../guided/constraint';
import { checked, InvalidConstraint } from '../provider/checked';
import type { ConstraintVerdict, ConstraintVerifier, MatchedText } from '../provider/checkAnswer';
import { asProviderError, type ProviderError } from '../provider/errors';
import type { FinishReason, Message, Problem } from '../provider/llm';
import type { Target } from '../provider/target';

/** How the stream ended: by itself, by somebody's will, or by a failure. */
export type Ending =
  | { readonly kind: 'finished'; readonly reason: FinishReason | undefined }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly error: ProviderError };

export interface GenerationResult {
  /** All that came, as the server spelled it. */
  readonly text: string;
  readonly ending: Ending;
  /** As far as the text came. */
  readonly matched: MatchedText;
  readonly problems: readonly Problem[];
}

/** The verdict comes last, and only for text that ended by itself. */
export type GenerationEvent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'ended'; readonly generation: GenerationResult }
  | { readonly type: 'verdict'; readonly verdict: ConstraintVerdict };

export interface GenerateOptions {
  readonly target: Target;
  readonly messages: readonly Message[];
  /** What the journal calls the request. */
  readonly label: string;
  readonly constraint: Constraint;
  readonly verifier: ConstraintVerifier;
}

/**
 * Text in a shape, streamed under the constraint and checked afterwards. Throws `InvalidConstraint`
 * before anything is sent, and nothing for what a server does: text that came before a failure or a
 * stop is matched like any other.
 */
export async function* generate(
  { target, messages, label, constraint, verifier }: GenerateOptions,
  signal: AbortSignal,
): AsyncGenerator<GenerationEvent, void, undefined> {
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
  let text = '';
  let reason: FinishReason | undefined;
  let matched: MatchedText = unmatched;
  let isWhole = false;
  const problems: Problem[] = [];
  const end = (ending: Ending): GenerationEvent => ({
    type: 'ended',
    generation: { text, ending, matched, problems },
  });
  try {
    for await (const event of checked(target.llm, verifier).stream(request, { signal, label })) {
      if (event.type === 'text-delta') {
        text += event.text;
        yield { type: 'text', text: event.text };
      } else if (event.type === 'problem') problems.push(event.problem);
      else if (event.type === 'finish') ({ reason } = event);
      else if (event.type === 'match') {
        matched = { text: event.text, match: event.match };
        isWhole = event.extent === 'whole';
        if (isWhole) yield end({ kind: 'finished', reason });
      } else if (event.type === 'verdict') yield event;
    }
  } catch (error) {
    if (error instanceof InvalidConstraint) throw error;
    // Otherwise it was the question to the server that was stopped.
    if (!isWhole) yield end(endingOf(error));
  }
}

function endingOf(error: unknown): Ending {
  return isAbortError(error)
    ? { kind: 'stopped' }
    : { kind: 'failed', error: asProviderError(error) };
}

const unmatched: MatchedText = { text: '', match: { match: 'unchecked', reason: 'nothing came' } };
