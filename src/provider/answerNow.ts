import { ProviderError } from './errors';
import type { CallOptions, LLM } from './llm';
import type { AnswerNowRequest, GenerateRequest } from './request';
import type { AnswerMethod, AnswerNowEvent, StreamEvent } from './result';
import { opensThought } from './vllm/opening';
import { prefilled } from './wire/prefill';

type Streams = Pick<LLM, 'stream' | 'complete' | 'tokenize' | 'detokenize'>;

export const answerMethods: readonly AnswerMethod[] = ['tokens', 'prefill', 'asked-again'];

/** Remembers which method works on one server, for each model. */
export class AnswerNow {
  private readonly works = new Map<string, AnswerMethod>();

  /** @param methods to try, in this order */
  constructor(
    private readonly llm: Streams,
    private readonly methods: readonly AnswerMethod[],
  ) {}

  /** Throws `ProviderError` where no method works. */
  async *stream(
    request: AnswerNowRequest,
    options: CallOptions,
  ): AsyncGenerator<AnswerNowEvent, void, undefined> {
    const known = this.works.get(request.model);
    const { methods: all } = this;
    const methods = known ? all.slice(all.indexOf(known)) : all;
    for (const method of methods) {
      const attempt = method === methods.at(-1) ? 'last' : 'one of several';
      const outcome = yield* follow(this.attempt(method, request, options), method, attempt);
      if (outcome === 'thought-again') continue;
      this.works.set(request.model, method);
      return;
    }
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
    const opened = await opensThought(model, tokens, this.llm, options);
    const text = `${opened ? '' : '<think>\n'}${thought}\n</think>\n\n`;
    const rest = await this.llm.tokenize({ model, text, addSpecialTokens: 'no' }, options);
    const { temperature, topP, seed, stop, stopTokenIds, guided, extraBody } = request;
    yield* this.llm.complete(
      {
        model,
        prompt: [...tokens, ...rest.tokens],
        thought: 'ended',
        maxTokens,
        ...(temperature !== undefined && { temperature }),
        ...(topP !== undefined && { topP }),
        ...(seed !== undefined && { seed }),
        ...(stop && { stop }),
        ...(stopTokenIds && { stopTokenIds }),
        ...(guided && { guided }),
        ...(extraBody && { extraBody }),
      },
      options,
    );
  }
}

/**
 * Passes an answer on, but for one that is thought again: then the next method is worth trying.
 * What decides is the first text or thought; nothing is passed on before it.
 */
async function* follow(
  events: AsyncIterable<StreamEvent>,
  method: AnswerMethod,
  attempt: 'last' | 'one of several',
): AsyncGenerator<AnswerNowEvent, 'answered' | 'thought-again', undefined> {
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
      if (event.type === 'reasoning-delta') return 'thought-again';
      if (event.type === 'text-delta') beginning += event.text;
      const start = beginning.trimStart();
      if (start.startsWith(tag)) return 'thought-again';
      if (tag.startsWith(start)) continue;
      decided = true;
      yield { type: 'method', method };
      yield* held;
    }
  } catch (error) {
    // A server without tokenizer routes, or one that refuses prefill, may do the next.
    if (decided || !(error instanceof ProviderError) || !mayTryNext.has(error.code)) throw error;
    return 'thought-again';
  }
  if (decided) return 'answered';
  // It ended before there was any text. That, too, is an answer, unless another can be had.
  return 'thought-again';
}

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
    extraBody: { ...prefilled, ...request.extraBody },
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
