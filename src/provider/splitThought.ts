import { assertNever } from '../base/assertNever';
import {
  hasUnopenedEnd,
  splitThought,
  ThinkSplitter,
  type ThoughtOpening,
  type ThoughtPiece,
} from '../reasoning/thinkSplitter';
import type { Problem, StreamEvent } from './result';

/**
 * Takes `<think>` tags out of the text of an answer. A server with a reasoning parser has done so
 * already, and then its text is left as it is.
 */
export class ThoughtSplitter {
  private readonly splitter: ThinkSplitter;
  private parsedByServer = false;
  private told = '';

  /** @param opening `thought` where the chat template opened one itself, so that no tag arrives */
  constructor(opening: ThoughtOpening) {
    this.splitter = new ThinkSplitter(opening);
  }

  /** Adds what `event` becomes to `events`. */
  next(event: StreamEvent, events: StreamEvent[]): void {
    if (this.parsedByServer) {
      events.push(event);
      return;
    }
    if (event.type === 'text-delta') {
      for (const piece of this.splitter.push(event.text)) this.add(piece, events);
      return;
    }
    if (event.type === 'reasoning-delta') this.parsedByServer = true;
    if (event.type === 'reasoning-delta' || event.type === 'finish') this.end(events);
    events.push(event);
  }

  /** Adds what was held back. */
  end(events: StreamEvent[]): void {
    for (const piece of this.splitter.flush()) this.add(piece, events);
  }

  private add(piece: ThoughtPiece, events: StreamEvent[]): void {
    switch (piece.kind) {
      case 'thought':
        events.push({ type: 'reasoning-delta', text: piece.text });
        return;
      case 'answer':
        if (this.told === '') this.told = piece.text.trim();
        events.push({ type: 'text-delta', text: piece.text });
        return;
      case 'taken-back':
        if (this.told !== '') events.push({ type: 'problem', problem: thoughtInText });
        return;
      default:
        assertNever(piece);
    }
  }
}

const thoughtInText: Problem = {
  code: 'thought-in-text',
  message: 'the text so far was reasoning: a tag ended it, though none had opened it',
};

interface Answer {
  readonly text: string;
  readonly reasoning: string;
}

/** Whether a whole answer ends a thought that it did not begin. */
export function hasUnopenedThought({ text, reasoning }: Answer): boolean {
  return reasoning === '' && hasUnopenedEnd(text);
}

/** A whole answer with its thought apart. */
export function splitAnswerThought<T extends Answer>(answer: T, opening: ThoughtOpening): T {
  if (answer.reasoning !== '') return answer;
  const { thought, answer: text } = splitThought(answer.text, opening);
  return { ...answer, text, reasoning: thought };
}
