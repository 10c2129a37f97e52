import type { StreamEvent } from './result';

type CallEvent = Extract<StreamEvent, { readonly type: 'tool-call-start' | 'tool-call-delta' }>;
type Delta = Extract<CallEvent, { readonly type: 'tool-call-delta' }>;

/**
 * Brings the pieces of tool calls into the order that callers rely on: a call begins once, and its
 * arguments follow. Some parsers write arguments before the name, some the name with every piece.
 */
export class CallOrder {
  private readonly names = new Map<number, string>();
  private readonly early = new Map<number, Delta[]>();

  /** What can be told now that `event` came. */
  next(event: CallEvent): readonly CallEvent[] {
    const { index } = event;
    if (event.type === 'tool-call-start') {
      if (this.names.get(index) === event.name) return [];
      this.names.set(index, event.name);
      const waiting = this.early.get(index) ?? [];
      this.early.delete(index);
      return [event, ...waiting];
    }
    if (this.names.has(index)) return [event];
    const waiting = this.early.get(index);
    if (waiting) waiting.push(event);
    else this.early.set(index, [event]);
    return [];
  }

  /** How many calls have arguments and no name so far. */
  get nameless(): number {
    return this.early.size;
  }
}
