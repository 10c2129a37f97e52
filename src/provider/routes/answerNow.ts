import { ProviderError } from '../errors';
import type { CallOptions, LLM } from '../llm';
import { hasImage } from '../message';
import { endsInOpenThought } from '../openThought';
import type { AnswerNowRequest, GenerateRequest, Sampling } from '../request';
import type { AnswerMethod, AnswerNowEvent, StreamEvent } from '../result';
import { prefillFields } from '../wire/prefill';

type Streams = Pick<LLM, 'stream' | 'complete' | 'tokenize' | 'detokenize'>;

export const answerMethods: readonly AnswerMethod[] = ['tokens', 'prefill', 'asked-again'];

/** Remembers which methods do not work on one server, for each model. */
export class AnswerNow {
  private readonly unfit = new Map<string, ReadonlySet<AnswerMethod>>();

  /** @param methods to try, in this order; the last is given whatever it brings */
  constructor(
    private readonly llm: Streams,
    private readonly methods: readonly AnswerMethod[],
  ) {}

  /** Throws `ProviderError` where no method works. */
  async *stream(
    request: AnswerNowRequest,
    options: CallOptions,
  ): AsyncGenerator<AnswerNowEvent, void, undefined> {
    const methods = this.methodsFor(request);
    const failed: AnswerMethod[] = [];
    for (const [turn, method] of methods.entries()) {
      const attempt = turn === methods.length - 1 ? 'last' : 'one of several';
      const events = this.attempt(method, withFreshId(request, turn), options);
      const outcome = yield* follow(events, { method, attempt, guided: request.guided });
      if (outcome === 'answered') {
        this.learn(request.model, failed);
        return;
      }
      if (outcome === 'unfit') failed.push(method);
    }
  }

  /** A raw prompt of tokens can hold no image, and nobody would read a call of a tool out of its answer. */
  private methodsFor({ model, messages, tools = [], toolChoice }: AnswerNowRequest) {
    const needsChat = messages.some(hasImage) || (tools.length > 0 && toolChoice !== 'none');
    const unfit = this.unfit.get(model);
    return this.methods.filter(
      (method) => !unfit?.has(method) && !(needsChat && method === 'tokens'),
    );
  }

  /** Only now that another method worked is it known that the request was not to blame. */
  private learn(model: string, failed: readonly AnswerMethod[]): void {
    if (failed.length === 0) return;
    this.unfit.set(model, new Set([...(this.unfit.get(model) ?? []), ...failed]));
  }

  private attempt(
    method: AnswerMethod,
    request: AnswerNowRequest,
    options: CallOptions,
  ): AsyncIterable<StreamEvent> {
    switch (method) {
      case 'tokens':
        return this.fromTokens(request, options);
      case 'prefill':
        return this.llm.stream(asPrefill(request), options);
      case 'asked-again':
        return this.llm.stream(askedAgain(request), options);
    }
  }

  private async *fromTokens(
    request: AnswerNowRequest,
    options: CallOptions,
  ): AsyncIterable<StreamEvent> {
    const { model, messages, tools, thought, maxTokens } = request;
    const chat = { model, messages, thinking: 'on', ...(tools && { tools }) } as const;
    const { tokens } = await this.llm.tokenize(chat, options);
    const opened = await endsInOpenThought(model, tokens, this.llm, options);
    const text = `${opened ? '' : '<think>\n'}${thought}\n</think>\n\n`;
    const rest = await this.llm.tokenize({ model, text, addSpecialTokens: 'no' }, options);
    const prompt = [...tokens, ...rest.tokens];
    const raw = { model, prompt, thought: 'ended', maxTokens } as const;
    yield* this.llm.complete({ ...samplingOf(request), ...raw }, options);
  }
}

/** What of a request holds for a raw prompt as it does for a conversation. */
function samplingOf(request: AnswerNowRequest): Sampling {
  return Object.fromEntries(Object.entries(request).filter(([name]) => name in samplingFields));
}

/** Complete, or it would not compile. */
const samplingFields: Readonly<Record<keyof Sampling, true>> = {
  temperature: true,
  topP: true,
  seed: true,
  stop: true,
  stopTokenIds: true,
  guided: true,
  logprobs: true,
  alternatives: true,
  truncatePromptTokens: true,
  priority: true,
  cacheSalt: true,
  requestId: true,
  extraBody: true,
};

/** A request's id must be its own (reference, trap 28), so each further attempt has another. */
function withFreshId(request: AnswerNowRequest, turn: number): AnswerNowRequest {
  const { requestId } = request;
  if (requestId === undefined || turn === 0) return request;
  return { ...request, requestId: `${requestId}-${turn + 1}` };
}

interface Attempt {
  readonly method: AnswerMethod;
  readonly attempt: 'last' | 'one of several';
  readonly guided: AnswerNowRequest['guided'];
}

/**
 * Passes an answer on, but for one that is thought again (`unfit`), or is none (`empty`, which may be
 * what the model has to say): then the next method is worth trying. What decides is the first text or
 * thought; nothing is passed on before it.
 */
async function* follow(
  events: AsyncIterable<StreamEvent>,
  { method, attempt, guided }: Attempt,
): AsyncGenerator<AnswerNowEvent, 'answered' | 'unfit' | 'empty', undefined> {
  const held: StreamEvent[] = [];
  let decided = attempt === 'last';
  if (decided) yield { type: 'method', method };
  let beginning = '';
  try {
    for await (const event of events) {
      if (decided) {
        yield event;
        continue;
      }
      held.push(event);
      if (event.type === 'reasoning-delta') return 'unfit';
      if (event.type === 'text-delta') beginning += event.text;
      const start = beginning.trimStart();
      if (start.startsWith(tag)) return 'unfit';
      if (tag.startsWith(start) && event.type !== 'tool-call-start') continue;
      decided = true;
      yield { type: 'method', method };
      yield* held;
    }
  } catch (error) {
    // A server without tokenizer routes, or one that refuses prefill, may do the next.
    if (decided || !isAgainstMethod(error, guided)) throw error;
    return 'unfit';
  }
  return decided ? 'answered' : 'empty';
}

/** Whether another method may succeed: none does where the constraint, the model or the length is wrong. */
function isAgainstMethod(error: unknown, guided: AnswerNowRequest['guided']): boolean {
  if (!(error instanceof ProviderError) || !mayTryNext.has(error.code)) return false;
  if (error.missing === 'model' || error.reason !== undefined) return false;
  return guided === undefined || !ofConstraint.test(error.message);
}

/** As servers word it that a constraint is not to their liking (addendum, section 3, rows 24 and 25). */
const ofConstraint = /grammar|schema|regex|structured outputs|structural|constraint|guided/i;

const tag = '<think>';

const mayTryNext: ReadonlySet<ProviderError['code']> = new Set([
  'rejected',
  'unsupported',
  'not-found',
  'bad-response',
]);

function asPrefill({ thought, messages, ...request }: AnswerNowRequest): GenerateRequest {
  const content = `<think>\n${thought}\n</think>\n\n`;
  return {
    ...request,
    messages: [...messages, { role: 'assistant', content }],
    extraBody: { ...prefillFields, ...request.extraBody },
  };
}

function askedAgain({ thought, messages, ...request }: AnswerNowRequest): GenerateRequest {
  const thoughts = `My thoughts so far:\n\n${thought}`;
  return {
    ...request,
    thinking: 'off',
    messages: [
      ...messages,
      // Templates that insist on turns get them.
      { role: 'assistant', content: thoughts },
      { role: 'user', content: 'Answer now, from these thoughts, without thinking further.' },
    ],
  };
}
