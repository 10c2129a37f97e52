import { ThinkSplitter, type Opening } from '../reasoning/thinkSplitter';
import type { StreamEvent } from './result';

/**
 * Takes `<think>` tags out of the text of an answer. A server with a reasoning parser has done so
 * already, and then its text is left as it is.
 */
export class ThoughtSplitter {
  private readonly splitter: ThinkSplitter;
  private parsedByServer = false;

  /** @param opening `thought` where the chat template opened one itself, so that no tag arrives */
  constructor(opening: Opening) {
    this.splitter = new ThinkSplitter(opening);
  }

  next(event: StreamEvent): readonly StreamEvent[] {
    if (event.type === 'reasoning-delta') this.parsedByServer = true;
    if (this.parsedByServer) return [event];
    if (event.type === 'text-delta') return this.splitter.push(event.text).map(toEvent);
    return event.type === 'finish' ? [...this.end(), event] : [event];
  }

  end(): readonly StreamEvent[] {
    return this.splitter.flush().map(toEvent);
  }
}

function toEvent({ kind, text }: ReturnType<ThinkSplitter['push']>[number]): StreamEvent {
  return { type: kind === 'thought' ? 'reasoning-delta' : 'text-delta', text };
}

/** The same for a whole answer. */
export function splitThoughtOf<T extends { readonly text: string; readonly reasoning: string }>(
  answer: T,
  opening: Opening,
): T {
  if (answer.reasoning !== '') return answer;
  const splitter = new ThinkSplitter(opening);
  const pieces = [...splitter.push(answer.text), ...splitter.flush()];
  const of = (kind: 'thought' | 'answer'): string =>
    pieces.map((piece) => (piece.kind === kind ? piece.text : '')).join('');
  return { ...answer, text: of('answer'), reasoning: of('thought') };
}
