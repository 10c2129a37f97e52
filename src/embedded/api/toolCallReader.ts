import { parseJson } from '../../base/json';
import { StopMatcher } from '../model/stopMatcher';
import type { AnswerPart } from './answerPart';

/** Hermes' envelope of a call, which Qwen writes too. */
export const callStart = '<tool_call>';
export const callEnd = '</tool_call>';

const head = /^\s*\{"name":\s*("(?:[^"\\]|\\.)*"),\s*"arguments":\s*/;

type State =
  | { readonly kind: 'text'; readonly matcher: StopMatcher }
  | { readonly kind: 'head' }
  | { readonly kind: 'arguments'; depth: number; text: 'no' | 'yes' | 'escape' }
  | { readonly kind: 'tail' };

/** Tells calls from text while an answer arrives. */
export class ToolCallReader {
  private state: State = prose();
  private held = '';
  private calls = 0;

  /** Whether the text stands inside a call that has not ended. */
  get isOpen(): boolean {
    return this.state.kind !== 'text';
  }

  push(text: string): readonly AnswerPart[] {
    this.held += text;
    const parts: AnswerPart[] = [];
    while (this.step(parts));
    return parts;
  }

  /** The answer is over: what was held back is text. */
  end(): readonly AnswerPart[] {
    const { state, held } = this;
    // What only looked like a call is text too; of a call that was cut, all was told.
    const text = state.kind === 'head' ? callStart + held : '';
    const rest = state.kind === 'text' ? state.matcher.flush() : text;
    return rest === '' ? [] : [{ kind: 'content', text: rest }];
  }

  /** Reads one thing from what is held; tells whether there may be another. */
  private step(parts: AnswerPart[]): boolean {
    const { state } = this;
    switch (state.kind) {
      case 'text': {
        if (this.held === '') return false;
        const { text, stopped } = state.matcher.push(this.held);
        // Between two calls stands a line break that belongs to neither.
        const shown = this.calls > 0 ? text.replace(/^\s+/, '') : text;
        if (shown !== '') parts.push({ kind: 'content', text: shown });
        this.held = '';
        if (stopped === undefined) return false;
        this.held = state.matcher.flush().slice(callStart.length);
        this.state = { kind: 'head' };
        return true;
      }
      case 'head': {
        const found = head.exec(this.held);
        if (found === null) return false;
        this.held = this.held.slice(found[0].length);
        const name = parseJson(found[1] ?? '');
        parts.push({ kind: 'call', index: this.calls, name: typeof name === 'string' ? name : '' });
        this.state = { kind: 'arguments', depth: 0, text: 'no' };
        return true;
      }
      case 'arguments': {
        if (state.depth === 0) this.held = this.held.trimStart();
        const end = this.argumentsEnd(state);
        const text = this.held.slice(0, end);
        this.held = this.held.slice(text.length);
        if (text !== '') parts.push({ kind: 'arguments', index: this.calls, text });
        if (end === undefined) return false;
        this.state = { kind: 'tail' };
        return true;
      }
      case 'tail': {
        const at = this.held.indexOf(callEnd);
        if (at < 0) return false;
        this.held = this.held.slice(at + callEnd.length);
        this.calls++;
        this.state = prose();
        return true;
      }
    }
  }

  /** Where the object of arguments ends in what is held; `undefined` where it goes on. */
  private argumentsEnd(state: Extract<State, { readonly kind: 'arguments' }>): number | undefined {
    for (let at = 0; at < this.held.length; at++) {
      const character = this.held[at];
      if (state.text === 'escape') state.text = 'yes';
      else if (state.text === 'yes') {
        if (character === '\\') state.text = 'escape';
        else if (character === '"') state.text = 'no';
      } else if (character === '"') state.text = 'yes';
      else if (character === '{' || character === '[') state.depth++;
      else if ((character === '}' || character === ']') && --state.depth === 0) return at + 1;
    }
    return undefined;
  }
}

function prose(): State {
  return { kind: 'text', matcher: new StopMatcher([callStart], 'without stop') };
}
