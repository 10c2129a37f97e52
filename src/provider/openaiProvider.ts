import type {
  CallOptions,
  Candidate,
  Candidates,
  CandidatesRequest,
  CompleteRequest,
  GenerateRequest,
  GenerateResult,
  LLM,
  ModelCard,
  Problem,
  ProviderKind,
  Sampling,
  StreamEvent,
  Tokenization,
  TokenizeRequest,
} from './llm';
import { ProviderError } from './errors';
import { collect } from './collect';
import type { Transport } from './transport/transport';
import { splitCandidate, splitThought, splitThoughts } from './splitThought';
import { decodeCandidates, encodeSamples } from './wire/candidates';
import { decodeAnswer, decodeChunk } from './wire/events';
import { decodeModels } from './wire/models';
import { encodeComplete, encodeGenerate, type Body, type Delivery } from './wire/requests';

/** A request ready to send, and what of it this kind of server cannot do. */
export interface Encoded {
  readonly body: Body;
  readonly problems: readonly Problem[];
}

export type EncodableRequest =
  | { readonly route: 'chat'; readonly delivery: Delivery; readonly request: GenerateRequest }
  | { readonly route: 'completions'; readonly request: CompleteRequest };

const paths = { chat: '/chat/completions', completions: '/completions' } as const;

/** Any OpenAI-compatible server. What only vLLM can do is answered by a typed problem. */
export class OpenAIProvider implements LLM {
  readonly kind: ProviderKind = 'openai';

  constructor(
    readonly baseUrl: string,
    protected readonly transport: Transport,
  ) {}

  async generate(request: GenerateRequest, options: CallOptions = {}): Promise<GenerateResult> {
    const { body, problems } = this.assemble({ route: 'chat', delivery: 'whole', request });
    const call = { method: 'POST', mount: 'api', path: paths.chat, body } as const;
    const events = decodeAnswer(await this.transport.json(call, options));
    return collect([...asEvents(problems), ...splitThought(events)]);
  }

  stream(request: GenerateRequest, options: CallOptions = {}): AsyncIterable<StreamEvent> {
    const encoded = this.assemble({ route: 'chat', delivery: 'streamed', request });
    return splitThoughts(this.events(paths.chat, encoded, options));
  }

  complete(request: CompleteRequest, options: CallOptions = {}): AsyncIterable<StreamEvent> {
    return this.events(
      paths.completions,
      this.assemble({ route: 'completions', request }),
      options,
    );
  }

  async candidates(request: CandidatesRequest, options: CallOptions = {}): Promise<Candidates> {
    const { body, problems } = this.assemble({ route: 'chat', delivery: 'whole', request });
    // Greedy answers would all be the same, and vLLM refuses to write them more than once.
    const temperature = Math.max(request.temperature ?? 0, liveliness);
    const sampled = { ...body, ...encodeSamples(request.count), temperature };
    const candidates = await this.choices(sampled, options);
    return { candidates, method: 'samples', problems };
  }

  async models(options: CallOptions = {}): Promise<readonly ModelCard[]> {
    return decodeModels(
      await this.transport.json({ method: 'GET', mount: 'api', path: '/models' }, options),
    );
  }

  version(): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }

  tokenize(request: TokenizeRequest): Promise<Tokenization> {
    const message = `only vLLM has a tokenizer route (asked for ${request.model})`;
    return Promise.reject(new ProviderError('unsupported', message));
  }

  loadAdapter(name: string, path: string): Promise<void> {
    const message = `only vLLM loads adapters (${name} from ${path})`;
    return Promise.reject(new ProviderError('unsupported', message));
  }

  unloadAdapter(name: string): Promise<void> {
    return Promise.reject(new ProviderError('unsupported', `only vLLM unloads adapters (${name})`));
  }

  /** Makes the body; a server kind overrides it to add fields and take back problems. */
  protected encode(encodable: EncodableRequest): Encoded {
    const { request } = encodable;
    const body =
      encodable.route === 'chat'
        ? encodeGenerate(encodable.request, encodable.delivery)
        : encodeComplete(encodable.request);
    return { body, problems: leftOut(request) };
  }

  /** What a person put into `extraBody` goes over whatever Trellis would send. */
  protected assemble(encodable: EncodableRequest): Encoded {
    const { body, problems } = this.encode(encodable);
    return { body: { ...body, ...encodable.request.extraBody }, problems };
  }

  protected async choices(body: Body, options: CallOptions): Promise<readonly Candidate[]> {
    const call = { method: 'POST', mount: 'api', path: paths.chat, body } as const;
    return decodeCandidates(await this.transport.json(call, options)).map(splitCandidate);
  }

  private async *events(
    path: string,
    { body, problems }: Encoded,
    options: CallOptions,
  ): AsyncIterable<StreamEvent> {
    yield* asEvents(problems);
    let ended = false;
    const call = { method: 'POST', mount: 'api', path, body } as const;
    for await (const data of this.transport.events(call, options)) {
      for (const event of decodeChunk(data)) {
        if (event.type === 'finish') ended = true;
        yield event;
      }
    }
    if (!ended) yield { type: 'problem', problem: noFinish };
  }
}

/** Temperature at which samples differ enough to choose from and still hold together. */
const liveliness = 0.8;

function leftOut({ stopTokenIds, guided }: Sampling): Problem[] {
  const problems: Problem[] = [];
  if (stopTokenIds && stopTokenIds.length > 0) {
    problems.push({ code: 'unsupported', message: 'stop tokens are a field of vLLM; left out' });
  }
  if (guided) {
    problems.push({ code: 'unsupported', message: 'constraints are a field of vLLM; left out' });
  }
  return problems;
}

const noFinish: Problem = { code: 'no-finish', message: 'the stream ended before the answer did' };

function asEvents(problems: readonly Problem[]): StreamEvent[] {
  return problems.map((problem) => ({ type: 'problem', problem }));
}
