import { ThinkSplitter, type Opening, type Piece } from '../reasoning/thinkSplitter';
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

  /** Adds what `event` becomes to `events`. */
  next(event: StreamEvent, events: StreamEvent[]): void {
    if (event.type === 'reasoning-delta' && !this.parsedByServer) {
      this.end(events);
      this.parsedByServer = true;
    }
    if (!this.parsedByServer && event.type === 'text-delta') {
      for (const piece of this.splitter.push(event.text)) events.push(toEvent(piece));
      return;
    }
    if (!this.parsedByServer && event.type === 'finish') this.end(events);
    events.push(event);
  }

  /** Adds what was held back. */
  end(events: StreamEvent[]): void {
    for (const piece of this.splitter.flush()) events.push(toEvent(piece));
  }
}

function toEvent({ kind, text }: Piece): StreamEvent {
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
