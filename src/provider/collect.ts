import { assertNever } from '../base/assertNever';
import type { ToolCall } from './message';
import type {
  FinishReason,
  GenerateResult,
  Problem,
  StreamEvent,
  TokenLogprob,
  Usage,
} from './result';

/** Folds the events of one answer into its result. */
export function collect(events: Iterable<StreamEvent>): GenerateResult {
  let text = '';
  let reasoning = '';
  let finishReason: FinishReason = 'other';
  let usage: Usage | undefined;
  const problems: Problem[] = [];
  const logprobs: TokenLogprob[] = [];
  const calls = new ToolCalls();
  for (const event of events) {
    switch (event.type) {
      case 'text-delta':
        text += event.text;
        break;
      case 'reasoning-delta':
        reasoning += event.text;
        break;
      case 'tool-call-start':
      case 'tool-call-delta':
        calls.add(event);
        break;
      case 'logprobs':
        for (const token of event.tokens) logprobs.push(token);
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
  const toolCalls = calls.all;
  return { text, reasoning, toolCalls, logprobs, finishReason, usage, problems };
}

/** Puts the pieces of tool calls together, by index. */
export class ToolCalls {
  private readonly calls = new Map<number, ToolCall>();

  add(event: Extract<StreamEvent, { readonly type: 'tool-call-start' | 'tool-call-delta' }>): void {
    const known = this.calls.get(event.index);
    if (event.type === 'tool-call-start') {
      const { id, name } = event;
      this.calls.set(event.index, { id, name, argumentsText: known?.argumentsText ?? '' });
    } else if (known) {
      this.calls.set(event.index, {
        ...known,
        argumentsText: known.argumentsText + event.text,
      });
    }
  }

  /** In the order of their index. */
  get all(): readonly ToolCall[] {
    return [...this.calls].toSorted(([a], [b]) => a - b).map(([, call]) => call);
  }
}
