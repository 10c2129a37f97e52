import { assertNever } from '../base/assertNever';
import type { FinishReason, GenerateResult, Problem, StreamEvent, Usage } from './llm';

/** Folds the events of one answer into its result. */
export function collect(events: Iterable<StreamEvent>): GenerateResult {
  let text = '';
  let reasoning = '';
  let finishReason: FinishReason = 'other';
  let usage: Usage | undefined;
  const problems: Problem[] = [];
  for (const event of events) {
    switch (event.type) {
      case 'text-delta':
        text += event.text;
        break;
      case 'reasoning-delta':
        reasoning += event.text;
        break;
      case 'usage':
        usage = event.usage;
        break;
      case 'finish':
        finishReason = event.reason;
        break;
      case 'problem':
        problems.push(event.problem);
        break;
      default:
        assertNever(event);
    }
  }
  return { text, reasoning, finishReason, usage, problems };
}
