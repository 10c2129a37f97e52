import { throwIfAborted } from '../base/abort';
import { unbatch } from '../base/unbatch';
import type { ThoughtOpening } from '../reasoning/thinkSplitter';
import { AnswerNow } from './answerNow';
import { allFacts, type Capabilities, type CapabilitiesRequest, type Fact } from './capabilities';
import { candidatesFrom, tooFewProblem } from './candidatesFrom';
import { collect } from './collect';
import { asProviderError, ProviderError } from './errors';
import type { CallOptions, LLM, ModelCard, ProviderKind } from './llm';
import type { ServerMetrics } from './metrics';
import { vllmOptionProblems, vllmOnly } from './vllmOnly';
import {
  sideRequestOptions,
  unchangedRequest,
  type EncodedRequest,
  type PreparedRequest,
} from './preparedRequest';
import { readAnswer, type AnswerReadOptions } from './readAnswer';
import { hasUnopenedThought } from './splitThought';
import type {
  AnswerNowRequest,
  CandidatesRequest,
  CompleteRequest,
  DetokenizeRequest,
  GenerateRequest,
  Sampling,
  TokenizeRequest,
} from './request';
import type {
  AnswerNowEvent,
  Candidates,
  GenerateResult,
  Problem,
  StreamEvent,
  Tokenization,
} from './result';
import { noTools, raisedProblem, sampleCandidates } from './samples';
import { readStreamUntilStop, StopSequenceFilter, stopsBeyondLimit } from './stopSequenceFilter';
import type { Call, Transport } from './transport/transport';
import { requiresToolCall } from './answerAudit';
import { decodeChoices, unreadProblems, type CandidateChoice } from './wire/candidates';
import { chunkReaderFor } from './wire/chunkReader';
import { isCutToolCall } from './wire/errorBody';
import { decodeObjects } from './wire/events';
import { decodeModels } from './wire/models';
import type { Body } from './wire/body';
import { encodeComplete, encodeGenerate, withExtra, type Delivery } from './wire/requests';

/** A request that was sent, and what was thrown. */
export interface FailedCall {
  readonly error: unknown;
  readonly call: Call;
  readonly options: CallOptions;
}

/** Finds out where the answers to conversations begin. */
export interface OpeningFinder {
  of(request: GenerateRequest, call: CallOptions): Promise<ThoughtOpening>;
  /** An answer ended a thought that nobody saw begin. */
  doubt(request: GenerateRequest): void;
}

export type EncodableRequest =
  | { readonly route: 'chat'; readonly delivery: Delivery; readonly request: GenerateRequest }
  | { readonly route: 'completions'; readonly request: CompleteRequest };

const paths = { chat: '/chat/completions', completions: '/completions' } as const;

/** Any OpenAI-compatible server. What only vLLM can do is answered by a typed problem. */
export class OpenAIProvider implements LLM {
  readonly kind: ProviderKind = 'openai';
  protected readonly answering = new AnswerNow(this, ['asked-again']);
  /** Only vLLM tells how it renders a conversation. */
  protected readonly openings: OpeningFinder = {
    of: () => Promise.resolve('unsure'),
    doubt: () => undefined,
  };

  constructor(
    readonly baseUrl: string,
    protected readonly transport: Transport,
  ) {}

  async generate(request: GenerateRequest, options: CallOptions = {}): Promise<GenerateResult> {
    const prepared = await this.prepareChat(request, options);
    const encoded = this.assemble({ route: 'chat', delivery: 'whole', request: prepared.request });
    const events = await this.answer(encoded.body, request, options);
    const opening = await this.settle(prepared, [collect(events)], options);
    const told = readAnswer(events, readingOf(prepared, encoded, opening));
    return collect(new StopSequenceFilter(stopsBeyondLimit(request)).read(told));
  }

  stream(request: GenerateRequest, options: CallOptions = {}): AsyncIterable<StreamEvent> {
    return unbatch(async () => {
      const prepared = await this.prepareChat(request, options);
      const { opening, request: sent } = prepared;
      const encoded = this.assemble({ route: 'chat', delivery: 'streamed', request: sent });
      const batches = this.batches(paths.chat, encoded.body, options);
      const onUnopened = (): void => this.openings.doubt(sent);
      const reading = { ...readingOf(prepared, encoded, opening), onUnopened };
      return readStreamUntilStop(batches, reading, request);
    });
  }

  complete(request: CompleteRequest, options: CallOptions = {}): AsyncIterable<StreamEvent> {
    return unbatch(async () => {
      const prepared = await this.prepareCompletion(request, options);
      const encoded = this.assemble({ route: 'completions', request: prepared.request });
      const batches = this.batches(paths.completions, encoded.body, options);
      return readStreamUntilStop(batches, readingOf(prepared, encoded, 'raw'), request);
    });
  }

  async candidates(request: CandidatesRequest, options: CallOptions = {}): Promise<Candidates> {
    if (!request.tools || request.tools.length === 0) return this.several(request, options);
    const several = await this.several({ ...request, tools: [] }, options);
    return { ...several, problems: [noTools, ...several.problems] };
  }

  answerNow(request: AnswerNowRequest, options: CallOptions = {}): AsyncIterable<AnswerNowEvent> {
    return this.answering.stream(request, options);
  }

  async models(options: CallOptions = {}): Promise<readonly ModelCard[]> {
    const call = { method: 'GET', mount: 'api', path: '/models' } as const;
    const { models, unread } = decodeModels(await this.transport.json(call, options));
    if (unread > 0) options.onUnread?.(unread);
    return models;
  }

  async adapters(options: CallOptions = {}): Promise<readonly ModelCard[]> {
    return (await this.models(options)).filter(({ parent }) => parent !== undefined);
  }

  version(): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }

  tokenize(request: TokenizeRequest): Promise<Tokenization> {
    return vllmOnly(`has a tokenizer route (asked for ${request.model})`);
  }

  detokenize(request: DetokenizeRequest): Promise<string> {
    return vllmOnly(`has a tokenizer route (asked for ${request.model})`);
  }

  metrics(): Promise<ServerMetrics> {
    return vllmOnly('tells its load');
  }

  loadAdapter(name: string, path: string): Promise<void> {
    return vllmOnly(`loads adapters (${name} from ${path})`);
  }

  unloadAdapter(name: string): Promise<void> {
    return vllmOnly(`unloads adapters (${name})`);
  }

  capabilities({ model }: CapabilitiesRequest): Promise<Capabilities> {
    const no: Fact = { state: 'no', saw: 'only vLLM has this', at: undefined };
    const facts = allFacts({
      tokenize: no,
      'chat-constraints': no,
      'completion-constraints': no,
      beams: no,
      'adapter-routes': no,
      metrics: no,
    });
    return Promise.resolve({ model, release: undefined, contextWindow: undefined, facts });
  }

  /** What must be known or changed before a conversation is sent. */
  protected prepareChat(
    request: GenerateRequest,
    { signal }: CallOptions,
  ): Promise<PreparedRequest<GenerateRequest>> {
    throwIfAborted(signal);
    return Promise.resolve({ ...unchangedRequest(request), opening: 'unsure' });
  }

  /** Where whole answers begin, now that they are there: one that ends a thought is worth a question. */
  protected async settle(
    { request, opening }: PreparedRequest<GenerateRequest>,
    answers: readonly { readonly text: string; readonly reasoning: string }[],
    options: CallOptions,
  ): Promise<ThoughtOpening> {
    if (opening !== 'unsure' || !answers.some(hasUnopenedThought)) return opening;
    this.openings.doubt(request);
    return this.openings.of(request, sideRequestOptions(options));
  }

  /** What must be known or changed before a raw prompt is sent. */
  protected prepareCompletion(
    request: CompleteRequest,
    { signal }: CallOptions,
  ): Promise<PreparedRequest<CompleteRequest>> {
    throwIfAborted(signal);
    return Promise.resolve(unchangedRequest(request));
  }

  /** Makes the body; a server kind overrides it to add fields and take back problems. */
  protected encode(encodable: EncodableRequest): EncodedRequest {
    const { request } = encodable;
    const body =
      encodable.route === 'chat'
        ? encodeGenerate(encodable.request, encodable.delivery)
        : encodeComplete(encodable.request);
    return { body, problems: vllmOptionProblems(request) };
  }

  /** What a person put into `extraBody` goes over whatever Trellis would send. */
  protected assemble(encodable: EncodableRequest): EncodedRequest {
    const { body, problems } = this.encode(encodable);
    return { body: withExtra(body, encodable.request.extraBody), problems };
  }

  /** Samples: no other server than vLLM has beam search. */
  protected async several(request: CandidatesRequest, options: CallOptions): Promise<Candidates> {
    return this.samples(await this.prepareChat(request, options), request, options);
  }

  protected async samples(
    prepared: PreparedRequest<GenerateRequest>,
    request: CandidatesRequest,
    options: CallOptions,
  ): Promise<Candidates> {
    const { body, problems } = this.assemble({
      route: 'chat',
      delivery: 'whole',
      request: prepared.request,
    });
    const choices = await sampleCandidates(
      body,
      request,
      (each, call) => this.choices(each, call),
      options,
    );
    const opening = await this.settle(prepared, choices, options);
    const candidates = candidatesFrom(choices, request, opening);
    return {
      candidates,
      method: 'samples',
      problems: [
        ...prepared.problems,
        ...problems,
        ...raisedProblem(request),
        ...unreadProblems(choices),
        ...tooFewProblem(candidates, request),
      ],
    };
  }

  protected async choices(body: Body, options: CallOptions): Promise<readonly CandidateChoice[]> {
    return decodeChoices(await this.post(paths.chat, body, options));
  }

  /** Chance to say better why a request failed. Rejects with an `AbortError` when it is aborted. */
  protected explain({ error }: FailedCall): Promise<unknown> {
    return Promise.resolve(error);
  }

  /** The events of a whole answer. One that ended within a call is refused by some releases. */
  private async answer(
    body: Body,
    { toolChoice }: GenerateRequest,
    options: CallOptions,
  ): Promise<readonly StreamEvent[]> {
    try {
      return decodeObjects(await this.post(paths.chat, body, options));
    } catch (error) {
      const cut =
        requiresToolCall(toolChoice) && error instanceof ProviderError && isCutToolCall(error);
      if (!cut) throw error;
      return [{ type: 'finish', reason: 'length', stopReason: undefined }];
    }
  }

  private async post(path: string, body: Body, options: CallOptions): Promise<readonly unknown[]> {
    const call = generation(path, body, options);
    try {
      return await this.transport.objects(call, options);
    } catch (error) {
      throw await this.explain({ error, call, options });
    }
  }

  /** What stands in front of an error in a stream arrives before it is thrown. */
  private async *batches(
    path: string,
    body: Body,
    options: CallOptions,
  ): AsyncGenerator<readonly StreamEvent[], void, undefined> {
    const call = generation(path, body, options);
    try {
      const reader = chunkReaderFor(body);
      for await (const batch of this.transport.events(call, options)) {
        const events: StreamEvent[] = [];
        let failure: Error | undefined;
        try {
          for (const data of batch) reader.read(data, events);
        } catch (error) {
          failure = asProviderError(error);
        }
        yield events;
        if (failure) throw failure;
      }
    } catch (error) {
      throw await this.explain({ error, call, options });
    }
  }
}

/** Who asks with every keystroke keeps away from a busy server by other means. */
function generation(path: string, body: Body, { urgency }: CallOptions): Call {
  const call = { method: 'POST', mount: 'api', path, body } as const;
  return urgency === 'now' ? call : { ...call, whenBusy: 'ask-again' };
}

function readingOf(
  { request, contextWindow, problems }: PreparedRequest<GenerateRequest | CompleteRequest>,
  encoded: EncodedRequest,
  opening: AnswerReadOptions['opening'],
): AnswerReadOptions {
  return {
    asked: { ...request, contextWindow },
    opening,
    problems: [...problems, ...encoded.problems, ...onlyFirst(request)],
  };
}

/** Several answers are `candidates`; elsewhere only a person's own `n` asks for them. */
function onlyFirst({ extraBody }: Sampling): readonly Problem[] {
  const n = extraBody?.['n'];
  if (typeof n !== 'number' || n <= 1) return [];
  const message = `the request asks for n: ${n}; only the first answer is read`;
  return [{ code: 'unsupported', message }];
}
