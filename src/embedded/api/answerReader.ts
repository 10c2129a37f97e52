import { thoughtEnd, thoughtStart } from '../generation/thought';
import { StopMatcher } from '../model/stopMatcher';
import type { AnswerPart } from './answerPart';
import { ToolCallReader } from './toolCallReader';

export interface AnswerReaderOptions {
  /**
   * How thoughts are told from the answer: not at all, by `<think>` where the text begins with it,
   * or by taking everything before `</think>` for thought.
   */
  readonly thoughts: 'unparsed' | 'marked' | 'unmarked';
  readonly calls: 'unparsed' | 'parsed';
}

/** Tells thought, text and calls of one answer from each other while it arrives. */
export class AnswerReader {
  private readonly calls: ToolCallReader | undefined;
  private readonly thoughtEnds = new StopMatcher([thoughtEnd], 'without stop');
  private state: 'start' | 'thought' | 'answer';
  private held = '';

  constructor(private readonly options: AnswerReaderOptions) {
    this.calls = options.calls === 'parsed' ? new ToolCallReader() : undefined;
    this.state = options.thoughts === 'unparsed' ? 'answer' : 'start';
  }

  /** Whether the answer, were it over now, was cut inside a thought. */
  get isThinking(): boolean {
    return this.state === 'thought';
  }

  /** Whether it was cut inside a call. */
  get isCalling(): boolean {
    return this.calls?.isOpen ?? false;
  }

  push(text: string): readonly AnswerPart[] {
    switch (this.state) {
      case 'start':
        return this.begin(this.held + text);
      case 'thought':
        return this.think(text);
      case 'answer':
        return this.answer(text);
    }
  }

  /** The answer is over: what was held back comes out. */
  end(): readonly AnswerPart[] {
    if (this.state === 'start') {
      const { held } = this;
      this.held = '';
      return this.options.thoughts === 'unmarked' ? thoughtOf(held) : this.answer(held);
    }
    if (this.state === 'thought') return thoughtOf(this.thoughtEnds.flush());
    return this.calls?.end() ?? [];
  }

  private begin(text: string): readonly AnswerPart[] {
    this.held = '';
    if (text.startsWith(thoughtStart)) {
      this.state = 'thought';
      return this.think(text.slice(thoughtStart.length));
    }
    if (thoughtStart.startsWith(text)) {
      this.held = text;
      return [];
    }
    this.state = this.options.thoughts === 'unmarked' ? 'thought' : 'answer';
    return this.push(text);
  }

  private think(text: string): readonly AnswerPart[] {
    const read = this.thoughtEnds.push(text);
    if (read.stopped === undefined) return thoughtOf(read.text);
    this.state = 'answer';
    return [
      ...thoughtOf(read.text),
      ...this.answer(this.thoughtEnds.flush().slice(thoughtEnd.length)),
    ];
  }

  private answer(text: string): readonly AnswerPart[] {
    return this.calls?.push(text) ?? [{ kind: 'content', text }];
  }
}

function thoughtOf(text: string): readonly AnswerPart[] {
  return text === '' ? [] : [{ kind: 'reasoning', text }];
}
