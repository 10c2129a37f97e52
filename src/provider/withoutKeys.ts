import { assertNever } from '../base/assertNever';
import { removeApiKeys, createApiKeyFilters, type KeyFilter } from '../base/apiKeyFilter';
import type { AnswerNowEvent, GenerateResult, LLM, Problem, StreamEvent } from './llm';

/**
 * Wraps a model so that its answers hold no key of ours: a server that echoes one, or a model that
 * was told it, would have it shown, saved and sent on. Only a whole key is left out, since answers
 * are data: pieces of one may be any word.
 */
export function withoutKeys(llm: LLM, keys: readonly string[]): LLM {
  const filter = createApiKeyFilters(keys);
  if (filter === undefined) return llm;
  return {
    kind: llm.kind,
    baseUrl: llm.baseUrl,
    generate: async (request, call) => ofResult(await llm.generate(request, call), filter),
    stream: (request, call) => ofEvents(llm.stream(request, call), filter),
    complete: (request, call) => ofEvents(llm.complete(request, call), filter),
    answerNow: (request, call) => ofEvents(llm.answerNow(request, call), filter),
    async candidates(request, call) {
      const { candidates, method, problems } = await llm.candidates(request, call);
      const texts = new Texts(filter);
      const told = candidates.map((candidate) => ({
        ...candidate,
        text: texts.tell(candidate.text),
        reasoning: texts.tell(candidate.reasoning),
      }));
      return { candidates: told, method, problems: [...problems, ...problemsOf(texts.take())] };
    },
    // Names of options come back as they were given.
    decide: (request, call) => llm.decide(request, call),
    tokenize: (request, call) => llm.tokenize(request, call),
    detokenize: (request, call) => llm.detokenize(request, call),
    loadAdapter: (name, path, call) => llm.loadAdapter(name, path, call),
    unloadAdapter: (name, call) => llm.unloadAdapter(name, call),
    models: (call) => llm.models(call),
    version: (call) => llm.version(call),
    metrics: (call) => llm.metrics(call),
    capabilities: (request, call) => llm.capabilities(request, call),
    adapters: (call) => llm.adapters(call),
  };
}

type CreateFilter = () => KeyFilter;

/** Texts that are there as a whole. */
class Texts {
  private count = 0;

  constructor(private readonly create: CreateFilter) {}

  tell(text: string): string {
    const filter = this.create();
    const left = removeApiKeys(filter, text);
    this.count += filter.count;
    return left;
  }

  /** Keys that were left out since this was last asked. */
  take(): number {
    const { count } = this;
    this.count = 0;
    return count;
  }
}

function ofResult(result: GenerateResult, create: CreateFilter): GenerateResult {
  const texts = new Texts(create);
  const tell = (text: string): string => texts.tell(text);
  const { text, reasoning, toolCalls, problems } = result;
  const told = {
    text: tell(text),
    reasoning: tell(reasoning),
    toolCalls: toolCalls.map(({ id, name, argumentsText }) => ({
      id: tell(id),
      name: tell(name),
      argumentsText: tell(argumentsText),
    })),
  };
  return { ...result, ...told, problems: [...problems, ...problemsOf(texts.take())] };
}

/** One text among those that a stream tells in pieces. */
interface Channel {
  readonly filter: KeyFilter;
  readonly event: (text: string) => StreamEvent;
}

async function* ofEvents<E extends AnswerNowEvent>(
  events: AsyncIterable<E>,
  create: CreateFilter,
): AsyncIterable<E | StreamEvent> {
  const channels = new Map<string, Channel>();
  const names = new Texts(create);
  let current: Channel | undefined;

  function* told(channel: Channel, text: string): Iterable<StreamEvent> {
    if (text !== '') yield channel.event(text);
  }
  function* pushed(name: string, piece: string, event: Channel['event']): Iterable<StreamEvent> {
    const channel = channels.get(name) ?? { filter: create(), event };
    channels.set(name, channel);
    // What came before is told before, but for an end that would be most of a key.
    if (current && current !== channel) yield* told(current, current.filter.pause());
    current = channel;
    yield* told(channel, channel.filter.push(piece));
  }
  function* rest(): Iterable<StreamEvent> {
    for (const channel of channels.values()) yield* told(channel, channel.filter.end());
    const filters = [...channels.values()].map(({ filter }) => filter.count);
    const count = filters.reduce((sum, each) => sum + each, 0);
    channels.clear();
    current = undefined;
    for (const problem of problemsOf(count + names.take())) yield { type: 'problem', problem };
  }

  try {
    for await (const event of events) {
      switch (event.type) {
        case 'text-delta':
        case 'reasoning-delta': {
          const { type } = event;
          yield* pushed(type, event.text, (text) => ({ type, text }));
          break;
        }
        case 'tool-call-delta': {
          const { type, index } = event;
          yield* pushed(`${type} ${index}`, event.text, (text) => ({ type, index, text }));
          break;
        }
        case 'tool-call-start':
          yield { ...event, id: names.tell(event.id), name: names.tell(event.name) };
          break;
        case 'finish':
          yield* rest();
          yield event;
          break;
        case 'problem':
          // This one speaks of all the text before it.
          if (event.problem.code === 'thought-in-text') yield* rest();
          yield event;
          break;
        case 'logprobs':
        case 'usage':
        case 'method':
          yield event;
          break;
        default:
          assertNever(event);
      }
    }
  } catch (error) {
    yield* rest();
    throw error;
  }
  yield* rest();
}

function problemsOf(count: number): readonly Problem[] {
  if (count === 0) return [];
  const times = count === 1 ? '' : ` ${count} times`;
  const message = `the server wrote your key into the answer${times}; it was left out`;
  return [{ code: 'key-left-out', message }];
}
