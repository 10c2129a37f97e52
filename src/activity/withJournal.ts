import { isAbortError, onAbort } from '../base/abort';
import { assertNever } from '../base/assertNever';
import type { Clock } from '../base/clock';
import { DisposableStore } from '../base/disposable';
import { asProviderError } from '../provider/errors';
import type { AnswerNowEvent, CallOptions, GenerateRequest, LLM } from '../provider/llm';
import { maxTextLength, maxProblems, type Entry, type Journal } from './journal';

export interface JournalOptions {
  readonly journal: Journal;
  readonly clock: Clock;
  /** Wall time, for the reader of the journal. */
  readonly date: () => Date;
}

/** Wraps a model so that the journal shows every request. Done at the composition root. */
export function withJournal(llm: LLM, options: JournalOptions): LLM {
  const begin = (method: Entry['method'], request: Asked, call: CallOptions): Recording => {
    const { model, thinking = method === 'complete' ? 'off' : 'on' } = request;
    const { label } = call;
    const startedAt = options.date();
    const answerNow = call.onAnswerNow ? 'possible' : 'impossible';
    const asked = { method, model, server: llm.baseUrl, label, thinking, answerNow } as const;
    return new Recording(options.journal.begin({ ...asked, startedAt }), options);
  };
  return {
    kind: llm.kind,
    baseUrl: llm.baseUrl,
    async generate(request, call = {}) {
      const record = begin('generate', request, call);
      return record.whole(llm.generate(request, record.listening(call)), (result) => ({
        text: result.text,
        reasoning: result.reasoning,
        usage: result.usage,
        problems: result.problems,
        state: { status: 'done', finishReason: result.finishReason },
      }));
    },
    stream(request, call = {}) {
      const record = begin('stream', request, call);
      return record.events(llm.stream(request, record.listening(call)));
    },
    complete(request, call = {}) {
      const record = begin('complete', request, call);
      return record.events(llm.complete(request, record.listening(call)));
    },
    async candidates(request, call = {}) {
      const record = begin('candidates', request, call);
      return record.whole(llm.candidates(request, record.listening(call)), (result) => ({
        text: result.candidates.map(({ text }) => text).join('\n\n'),
        reasoning: result.candidates
          .map(({ reasoning }) => reasoning)
          .join('\n\n')
          .trim(),
        problems: result.problems,
      }));
    },
    answerNow(request, call = {}) {
      const record = begin('answerNow', request, call);
      return record.events(llm.answerNow(request, record.listening(call)));
    },
    loadAdapter: (name, path, call) => llm.loadAdapter(name, path, call),
    unloadAdapter: (name, call) => llm.unloadAdapter(name, call),
    models: (call) => llm.models(call),
    version: (call) => llm.version(call),
    decide: (request, call) => llm.decide(request, call),
    tokenize: (request, call) => llm.tokenize(request, call),
    detokenize: (request, call) => llm.detokenize(request, call),
    metrics: (call) => llm.metrics(call),
    capabilities: (request, call) => llm.capabilities(request, call),
    adapters: (call) => llm.adapters(call),
  };
}

type Asked = Pick<GenerateRequest, 'model' | 'thinking'>;

/** One request on its way into the journal. */
class Recording {
  private readonly start: number;
  private readonly stoppable = new DisposableStore();
  private ended = false;

  constructor(
    private readonly id: number,
    private readonly options: JournalOptions,
  ) {
    this.start = options.clock.now();
  }

  /** The call, such that the journal hears what is sent and can end it as its caller can. */
  listening(call: CallOptions): CallOptions {
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    const controls = { stop, answerNow: call.onAnswerNow };
    this.stoppable.add(this.options.journal.running.add(this.id, controls));
    this.stoppable.add(onAbort(call.signal, stop));
    return {
      ...call,
      signal: controller.signal,
      onSend: (sent) => {
        this.note({ sent });
        call.onSend?.(sent);
      },
    };
  }

  note(change: Partial<Entry>): void {
    this.options.journal.update(this.id, () => change);
  }

  /** Follows a call that answers as a whole. */
  async whole<T>(call: Promise<T>, describe: (result: T) => Partial<Entry>): Promise<T> {
    try {
      const result = await call;
      const described = describe(result);
      this.note(described);
      this.end(described.state ?? { status: 'done', finishReason: undefined });
      return result;
    } catch (error) {
      this.failed(error);
      throw error;
    }
  }

  async *events<E extends AnswerNowEvent>(events: AsyncIterable<E>): AsyncIterable<E> {
    let finishReason: Entry['state'] & { status: 'done' } = {
      status: 'done',
      finishReason: undefined,
    };
    try {
      for await (const event of events) {
        if (event.type === 'finish') finishReason = { status: 'done', finishReason: event.reason };
        this.options.journal.update(this.id, (entry) => this.with(entry, event));
        yield event;
      }
      this.end(finishReason);
    } catch (error) {
      this.failed(error);
      throw error;
    } finally {
      // The reader has what it wants and closed the connection.
      this.end({ status: 'enough' });
    }
  }

  failed(error: unknown): void {
    if (isAbortError(error)) {
      this.end({ status: 'aborted' });
      return;
    }
    this.end({ status: 'failed', error: asProviderError(error) });
  }

  end(state: Entry['state']): void {
    if (this.ended) return;
    this.ended = true;
    this.stoppable.dispose();
    this.note({ state, endedAfter: this.elapsed() });
  }

  private with(entry: Entry, event: AnswerNowEvent): Partial<Entry> {
    switch (event.type) {
      case 'text-delta':
        return {
          ...this.firstToken(entry),
          firstTextAfter: entry.firstTextAfter ?? this.elapsed(),
          text: append(entry.text, event.text),
        };
      case 'reasoning-delta':
        return { ...this.firstToken(entry), reasoning: append(entry.reasoning, event.text) };
      case 'usage':
        return { usage: event.usage };
      case 'problem':
        if (entry.problems.length >= maxProblems) return {};
        return { problems: [...entry.problems, event.problem] };
      case 'tool-call-start':
      case 'tool-call-delta':
        return this.firstToken(entry);
      case 'logprobs':
      case 'method':
      case 'finish':
        return {};
      default:
        return assertNever(event);
    }
  }

  private firstToken(entry: Entry): Partial<Entry> {
    return { firstTokenAfter: entry.firstTokenAfter ?? this.elapsed() };
  }

  private elapsed(): number {
    return this.options.clock.now() - this.start;
  }
}

function append(text: string, more: string): string {
  return text.length < maxTextLength ? text + more : text;
}
