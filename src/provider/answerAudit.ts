import { assertNever } from '../base/assertNever';
import { isJson } from '../base/json';
import type { GenerateRequest, Sampling } from './request';
import type { Problem, StreamEvent } from './result';
import { ToolCallReorderer } from './toolCallReorderer';
import { ToolCalls } from './collect';

/** What was asked, as far as the answer can show that it was not kept. */
export interface AuditedRequest extends Pick<Sampling, 'guided'> {
  readonly thinking?: GenerateRequest['thinking'];
  readonly tools?: GenerateRequest['tools'];
  readonly toolChoice?: GenerateRequest['toolChoice'];
  readonly maxTokens?: number | undefined;
  /** In tokens, where it is known. */
  readonly contextWindow?: number | undefined;
}

/**
 * Adds to an answer the problems that only it can show. What vLLM cannot do it leaves out in
 * silence, so that nobody else would tell.
 */
export class AnswerAudit {
  private readonly order = new ToolCallReorderer();
  private readonly calls = new ToolCalls();
  private thought: 'none' | 'some' = 'none';
  private ending: Extract<StreamEvent, { type: 'finish' }> | undefined;
  private text = '';
  /** What of the answer could not be read, each once. */
  private readonly unread = new Set<string>();
  private judged = 0;

  constructor(private readonly asked: AuditedRequest) {}

  /** Adds `event` to `events`, with the problems that it shows. */
  next(event: StreamEvent, events: StreamEvent[]): void {
    switch (event.type) {
      case 'reasoning-delta':
        add(this.ofThought(), events);
        events.push(event);
        return;
      case 'text-delta':
        if (this.text.length < maxMarkupLength) this.text += event.text;
        events.push(event);
        return;
      case 'tool-call-start':
      case 'tool-call-delta':
        this.tell(this.order.next(event), events);
        return;
      case 'finish':
        this.end(events);
        this.ending = event;
        // Once is enough for an honest server; each time takes all the calls.
        if (this.judged++ < maxEndings) add(this.ofCalls(event), events);
        events.push(event);
        return;
      case 'usage':
        events.push(event);
        add(this.ofLength(event), events);
        return;
      case 'problem':
        if (event.problem.code === 'thought-in-text') add(this.ofThought(), events);
        if (this.isNews(event.problem)) events.push(event);
        return;
      case 'logprobs':
        events.push(event);
        return;
      default:
        assertNever(event);
    }
  }

  /** Adds what waited for more. */
  end(events: StreamEvent[]): void {
    this.tell(this.order.end(), events);
  }

  private isNews({ code, message }: Problem): boolean {
    if (code !== 'bad-chunk') return true;
    if (this.unread.has(message) || this.unread.size === maxTold) return false;
    this.unread.add(message);
    return true;
  }

  private tell(calls: ReturnType<ToolCallReorderer['end']>, events: StreamEvent[]): void {
    for (const call of calls) {
      this.calls.add(call);
      events.push(call);
    }
  }

  /** Templates drop a switch that they do not know (reference, trap 33). */
  private ofThought(): readonly StreamEvent[] {
    const first = this.thought === 'none';
    this.thought = 'some';
    if (!first || this.asked.thinking !== 'off') return [];
    return [problem('thinking-not-off', 'the model thinks although thinking was switched off')];
  }

  /**
   * A call that the token limit cut stands as raw markup in the text (seen on 0.32.0), or nowhere at
   * all where it had to come (seen on 0.16.0).
   */
  private ofCalls({ reason }: { readonly reason: string }): readonly StreamEvent[] {
    const { tools = [], toolChoice } = this.asked;
    const missing = requiresToolCall(toolChoice) && this.calls.all.length === 0;
    const cut =
      reason === 'length' && tools.length > 0 && (missing || this.text.includes('<tool_call'));
    const nameless = !cut && this.order.nameless > 0;
    // A call without arguments is one; a call that was cut before them is not.
    const broken = this.calls.all.filter(({ argumentsText }) =>
      argumentsText === '' ? reason === 'length' : !isJson(argumentsText),
    );
    return [
      ...(cut ? [problem('bad-tool-call', 'a tool call was cut at the token limit')] : []),
      ...(nameless
        ? [problem('bad-tool-call', 'the arguments of a call came without a name')]
        : []),
      ...broken
        .slice(0, maxTold)
        .map(({ name }) => problem('bad-tool-call', `the arguments of ${name} are not JSON`)),
    ];
  }

  /** From 0.32 on an answer that does not fit is cut without a word (addendum, section 1.6). */
  private ofLength({ usage }: Extract<StreamEvent, { type: 'usage' }>): readonly StreamEvent[] {
    const { contextWindow, maxTokens } = this.asked;
    const full = usage.promptTokens + usage.completionTokens === contextWindow;
    const wanted = maxTokens === undefined || usage.completionTokens < maxTokens;
    if (this.ending?.reason !== 'length' || !full || !wanted) return [];
    const message = `the context window of ${contextWindow} tokens is full: the answer ends there`;
    return [problem('shortened', message)];
  }
}

/** One by one: a call takes fewer arguments than a list has items. */
function add(found: readonly StreamEvent[], events: StreamEvent[]): void {
  for (const event of found) events.push(event);
}

/** Whether nothing but a call may come. */
export function requiresToolCall(choice: GenerateRequest['toolChoice']): boolean {
  return choice === 'required' || typeof choice === 'object';
}

/** Calls that are told of by name, and pieces that cannot be read; an answer may hold any number. */
const maxTold = 20;

/** Some servers say twice that an answer ends. */
const maxEndings = 3;

/** Enough of the text to find the beginning of a call in it. */
const maxMarkupLength = 64 * 1024;

function problem(code: Problem['code'], message: string): StreamEvent {
  return { type: 'problem', problem: { code, message } };
}
