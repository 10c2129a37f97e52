import { isAbortError } from '../../base/abort';
import { assertNever } from '../../base/assertNever';
import type { AnswerMethod, AnswerNowEvent, CallOptions, Problem } from '../../provider/llm';
import { revealReasoning } from '../reasoning/reasoningView';
import { maxAnswerLength, type AnswerEnd, type AnswerOutcome } from './answerText';

/** Reads an answer into its tab; a person may want it before the model has done thinking. */
export class AnswerReader {
  private text = '';
  private reasoning = '';
  private answeredNow: AnswerMethod | undefined;
  private readonly problems: Problem[] = [];
  private readonly wanted = new AbortController();

  constructor(private readonly answer: { write(text: string): void }) {}

  /** Whether it was this that ended the thought, so that the answer comes now. */
  isWanted(error: unknown): boolean {
    return isAbortError(error) && this.wanted.signal.aborted;
  }

  get thought(): string {
    return this.reasoning;
  }

  get seen(): Omit<AnswerEnd, 'outcome' | 'maxTokens'> {
    const { text, answeredNow, problems } = this;
    return { text, thought: this.reasoning === '' ? 'none' : 'some', answeredNow, problems };
  }

  /** The call, such that it also ends where the answer is wanted before there is any. */
  untilWanted(call: CallOptions & { readonly signal: AbortSignal }): CallOptions {
    const { signal } = this.wanted;
    return {
      ...call,
      signal: AbortSignal.any([call.signal, signal]),
      onAnswerNow: () => {
        if (this.text === '') this.wanted.abort();
      },
    };
  }

  async read(events: AsyncIterable<AnswerNowEvent>): Promise<AnswerOutcome> {
    let outcome: AnswerOutcome = { kind: 'finished', reason: undefined };
    for await (const event of events) {
      switch (event.type) {
        case 'text-delta':
          if (!this.write(event.text)) return { kind: 'too-long' };
          break;
        case 'reasoning-delta':
          if (this.reasoning === '') void revealReasoning();
          this.reasoning += event.text.slice(0, maxAnswerLength - this.reasoning.length);
          break;
        case 'method':
          this.answeredNow = event.method;
          break;
        case 'finish':
          outcome = { kind: 'finished', reason: event.reason };
          break;
        case 'problem':
          this.problems.push(event.problem);
          break;
        case 'tool-call-start':
        case 'tool-call-delta':
        case 'logprobs':
        case 'usage':
          break;
        default:
          assertNever(event);
      }
    }
    return outcome;
  }

  /** Whether the tab has room for all of it. */
  private write(text: string): boolean {
    // Reasoning parsers leave the empty lines between thought and answer to the answer.
    const piece = this.text === '' ? text.trimStart() : text;
    const fitting = piece.slice(0, maxAnswerLength - this.text.length);
    this.text += fitting;
    this.answer.write(fitting);
    return fitting.length === piece.length;
  }
}
