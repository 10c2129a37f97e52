import type { Emulation } from '../emulation/emulation';
import type { DecodingEnd, TokenLogprob } from '../model/languageModel';
import { badRequest } from '../http/apiError';
import { messageMembers } from './nullMembers';
import type { AnswerPart } from './answerPart';
import { AnswerReader, type AnswerReaderOptions } from './answerReader';
import type { ChoicePiece } from './choices';
import type { Tooling } from './tools';

export interface ChatAnswerOptions {
  readonly reading: AnswerReaderOptions;
  readonly shown: 'shown' | 'hidden';
  readonly tooling: Tooling | undefined;
  readonly emulation: Emulation;
  readonly createId: () => string;
}

/** One choice of a chat while it arrives, and as a whole once it has. */
export class ChatAnswer {
  private readonly reader: AnswerReader;
  private text = '';
  private reasoning = '';
  private content = '';
  private readonly calls: { readonly id: string; readonly name: string; arguments: string }[] = [];
  private readonly entries: TokenLogprob[] = [];
  private end: DecodingEnd | undefined;
  /** Tokens of thought. */
  reasoningTokens = 0;

  constructor(private readonly options: ChatAnswerOptions) {
    this.reader = new AnswerReader(options.reading);
  }

  /** Takes a piece, and tells it as the `delta` of a stream. */
  take({ chunk, end }: ChoicePiece): object {
    this.text += chunk.text;
    this.entries.push(...chunk.logprobs);
    const parts = [
      ...this.reader.push(chunk.text),
      ...(end === undefined ? [] : this.reader.end()),
    ];
    if (parts[0]?.kind === 'reasoning' || this.reader.isThinking) {
      this.reasoningTokens += chunk.tokenCount;
    }
    this.end = end;
    return this.delta(parts);
  }

  get isWritten(): boolean {
    return this.end !== undefined;
  }

  get logprobs(): readonly TokenLogprob[] {
    return this.entries;
  }

  get stopReason(): string | number | null {
    return this.end?.stopReason ?? null;
  }

  /** The message of an answer that is not streamed; throws where a release refuses a cut call. */
  message(): object {
    const { emulation } = this.options;
    const empty = emulation.has('emptyToolCallsSent') ? { tool_calls: [] } : {};
    if (this.reader.isThinking && emulation.has('cutThoughtIsContent')) {
      return { ...this.shape(this.text, null), ...empty };
    }
    const reasoning = this.reasoning === '' ? null : this.reasoning;
    const forced = this.options.tooling?.choice === 'required';
    const cut = this.end?.finishReason === 'length';
    if (this.reader.isCalling || (forced && cut)) this.refuseCutCall();
    if (this.reader.isCalling) {
      return { ...this.shape(this.rawContent(), reasoning), ...empty };
    }
    const parsed = this.options.reading.thoughts !== 'unparsed' || this.calls.length > 0;
    const silent = this.isForced && emulation.has('forcedContentEmpty') ? '' : null;
    const content = parsed && this.content === '' ? silent : this.content;
    const calls = this.calls.map(({ id, name, arguments: text }) => {
      return { id, type: 'function', function: { name, arguments: text } };
    });
    return {
      ...this.shape(content, reasoning),
      ...(calls.length > 0 ? { tool_calls: calls } : empty),
    };
  }

  /** Why the answer ended, in an answer that is not streamed. */
  finishReason(): string | null {
    const choice = this.options.tooling?.choice;
    const whole = this.end?.finishReason === 'stop' && !this.reader.isCalling;
    // A named tool ends with `stop`, whatever it called (reference, section 6).
    const told = whole && this.calls.length > 0 && typeof choice !== 'object';
    return told ? 'tool_calls' : (this.end?.finishReason ?? null);
  }

  /** Why a streamed answer ended: older releases say `tool_calls` also where calls were cut. */
  finishReasonInStream(): string | null {
    const cut = this.end?.finishReason === 'length' && this.calls.length > 0;
    const forced = typeof this.options.tooling?.choice === 'object';
    if (cut && !forced && !this.options.emulation.has('cutStreamsEndByLength')) return 'tool_calls';
    return this.finishReason();
  }

  /** Whether the client said that there must be a call. */
  private get isForced(): boolean {
    const choice = this.options.tooling?.choice;
    return choice === 'required' || typeof choice === 'object';
  }

  private delta(parts: readonly AnswerPart[]): object {
    const delta: { content?: string; tool_calls?: object[] } & Record<string, unknown> = {};
    for (const part of parts) {
      switch (part.kind) {
        case 'reasoning':
          if (this.options.shown === 'hidden') break;
          this.reasoning += part.text;
          for (const field of this.reasoningFields()) {
            delta[field] = `${typeof delta[field] === 'string' ? delta[field] : ''}${part.text}`;
          }
          break;
        case 'content':
          this.content += part.text;
          delta.content = (delta.content ?? '') + part.text;
          break;
        case 'call': {
          const id = `chatcmpl-tool-${this.options.createId()}`;
          this.calls.push({ id, name: part.name, arguments: '' });
          const shown = { name: part.name, arguments: '' };
          (delta.tool_calls ??= []).push({
            index: part.index,
            id,
            type: 'function',
            function: shown,
          });
          break;
        }
        case 'arguments': {
          const call = this.calls[part.index];
          if (call !== undefined) call.arguments += part.text;
          const shown = { arguments: part.text };
          (delta.tool_calls ??= []).push({ index: part.index, function: shown });
          break;
        }
      }
    }
    return delta;
  }

  private shape(content: string | null, reasoning: string | null): object {
    const fields = this.reasoningFields().map((field): [string, string | null] => [
      field,
      reasoning,
    ]);
    return {
      role: 'assistant',
      content,
      ...messageMembers(this.options.emulation),
      ...Object.fromEntries(fields),
    };
  }

  private reasoningFields(): readonly string[] {
    const { emulation } = this.options;
    return [
      ...(emulation.has('reasoningField') ? ['reasoning'] : []),
      ...(emulation.has('reasoningContentField') ? ['reasoning_content'] : []),
    ];
  }

  /** The answer without its thought, calls and all. */
  private rawContent(): string {
    const reader = new AnswerReader({ ...this.options.reading, calls: 'unparsed' });
    return [...reader.push(this.text), ...reader.end()]
      .map((part) => (part.kind === 'content' ? part.text : ''))
      .join('');
  }

  private refuseCutCall(): void {
    const { tooling, emulation } = this.options;
    if (tooling?.choice !== 'required' || !emulation.has('cutCallsRefused')) return;
    const column = this.calls.at(-1)?.arguments.length ?? 0;
    throw badRequest(
      '1 validation error for list[function-wrap[__log_extra_fields__()]]\n' +
        `  Invalid JSON: EOF while parsing a value at line 1 column ${column} [type=json_invalid]`,
    );
  }
}
