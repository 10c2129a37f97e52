import { explainMismatch, type ConstraintFinding } from '../provider/explainMismatch';
import type { GenerateOptions, Generation } from './generate';

/** What is known of the server that wrote a text; `undefined` where it cannot be found out. */
export async function findingOf(
  { ending, match, text }: Generation,
  { target, constraint }: Pick<GenerateOptions, 'target' | 'constraint'>,
  signal: AbortSignal,
): Promise<ConstraintFinding | undefined> {
  if (ending.kind !== 'finished') return undefined;
  const { llm, model } = target;
  const how = { constraint, route: 'chat', method: 'one', thinking: 'off' } as const;
  const answered = { ...how, match, text, finishReason: ending.reason };
  try {
    return await explainMismatch(llm, model.id, answered, { signal });
  } catch {
    // The text is there, and its verdict with it.
    return undefined;
  }
}
