import { ThinkSplitter } from '../reasoning/thinkSplitter';
import type { Candidate, StreamEvent } from './llm';

/**
 * Takes `<think>` tags out of the text of an answer. A server with a reasoning parser has done so
 * already, and then its text is left as it is.
 */
class Splitting {
  private readonly splitter = new ThinkSplitter();
  private parsedByServer = false;

  next(event: StreamEvent): StreamEvent[] {
    if (event.type === 'reasoning-delta') this.parsedByServer = true;
    if (this.parsedByServer) return [event];
    if (event.type === 'text-delta') return this.splitter.push(event.text).map(toEvent);
    return event.type === 'finish' ? [...this.end(), event] : [event];
  }

  end(): StreamEvent[] {
    return this.splitter.flush().map(toEvent);
  }
}

function toEvent({ kind, text }: ReturnType<ThinkSplitter['push']>[number]): StreamEvent {
  return { type: kind === 'thought' ? 'reasoning-delta' : 'text-delta', text };
}

export function splitThought(events: readonly StreamEvent[]): StreamEvent[] {
  const splitting = new Splitting();
  return [...events.flatMap((event) => splitting.next(event)), ...splitting.end()];
}

export async function* splitThoughts(
  events: AsyncIterable<StreamEvent>,
): AsyncIterable<StreamEvent> {
  const splitting = new Splitting();
  for await (const event of events) yield* splitting.next(event);
  yield* splitting.end();
}

export function splitCandidate(candidate: Candidate): Candidate {
  if (candidate.reasoning !== '') return candidate;
  const splitter = new ThinkSplitter();
  const pieces = [...splitter.push(candidate.text), ...splitter.flush()];
  const of = (kind: 'thought' | 'answer'): string =>
    pieces.map((piece) => (piece.kind === kind ? piece.text : '')).join('');
  return { ...candidate, text: of('answer'), reasoning: of('thought') };
}
