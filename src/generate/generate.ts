import type { Constraint } from '../guided/constraint';
import type { Match } from '../guided/match';
import type { FinishReason, Message, Problem } from '../provider/llm';
import type { Target } from '../provider/target';

export interface Generation {
  readonly finishReason: FinishReason | undefined;
  readonly match: Match;
  readonly problems: readonly Problem[];
}

export interface GenerateOptions {
  readonly target: Target;
  readonly messages: readonly Message[];
  readonly constraint: Constraint;
  /** Called with each piece of text as it arrives. */
  readonly onText: (text: string) => void;
  readonly verify: (constraint: Constraint, text: string) => Promise<Match>;
}

/**
 * Text in a shape: streamed under the constraint, and judged here afterwards, because since 0.6.5
 * vLLM answers 200 also where it ignores a constraint (reference, section 2.1).
 */
export async function generate(options: GenerateOptions, signal: AbortSignal): Promise<Generation> {
  const { target, messages, constraint } = options;
  let text = '';
  let finishReason: FinishReason | undefined;
  const problems: Problem[] = [];
  const events = target.llm.stream(
    {
      model: target.model.id,
      messages,
      maxTokens: target.maxTokens,
      // A thought in front of the text would stream into the document.
      thinking: 'off',
      guided: constraint,
      extraBody: target.extraBody,
      ...(target.temperature !== undefined && { temperature: target.temperature }),
    },
    { signal },
  );
  for await (const event of events) {
    if (event.type === 'text-delta') {
      text += event.text;
      options.onText(event.text);
    } else if (event.type === 'finish') finishReason = event.reason;
    else if (event.type === 'problem') problems.push(event.problem);
  }
  return { finishReason, match: await options.verify(constraint, text), problems };
}
