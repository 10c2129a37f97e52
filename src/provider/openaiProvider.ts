import { allFacts, type Capabilities, type CapabilitiesRequest, type Fact } from './capabilities';
import type { CallOptions, LLM, ModelCard, ProviderKind } from './llm';
import type { ServerMetrics } from './metrics';
import type {
  AnswerNowRequest,
  CandidatesRequest,
  CompleteRequest,
  DecideRequest,
  DetokenizeRequest,
  GenerateRequest,
  TokenizeRequest,
} from './request';
import type {
  AnswerNowEvent,
  Candidates,
  Decision,
  GenerateResult,
  StreamEvent,
  Tokenization,
} from './result';
import { AnswerNow } from './routes/answerNow';
import { prepareCandidates, sampleCandidates, withoutTools } from './routes/candidates';
import { generate, stream } from './routes/chat';
import { complete } from './routes/completions';
import { openaiProtocol, type Protocol, type ServerClient } from './routes/protocol';
import { listModels } from './routes/serverInfo';
import type { Transport } from './transport/transport';
import { vllmOnly } from './vllmOnly';

/** Any OpenAI-compatible server. What only vLLM can do is answered by a typed problem. */
export class OpenAIProvider implements LLM {
  readonly kind: ProviderKind;
  protected readonly server: ServerClient;
  private readonly answering: AnswerNow;

  constructor(
    readonly baseUrl: string,
    transport: Transport,
    protocol: Protocol = openaiProtocol,
  ) {
    this.kind = protocol.kind;
    this.server = { transport, protocol };
    this.answering = new AnswerNow(this, protocol.answerMethods);
  }

  generate(request: GenerateRequest, options: CallOptions = {}): Promise<GenerateResult> {
    return generate(this.server, request, options);
  }

  stream(request: GenerateRequest, options: CallOptions = {}): AsyncIterable<StreamEvent> {
    return stream(this.server, request, options);
  }

  complete(request: CompleteRequest, options: CallOptions = {}): AsyncIterable<StreamEvent> {
    return complete(this.server, request, options);
  }

  candidates(request: CandidatesRequest, options: CallOptions = {}): Promise<Candidates> {
    return withoutTools(request, async (each) =>
      sampleCandidates(this.server, await prepareCandidates(this.server, each, options), options),
    );
  }

  answerNow(request: AnswerNowRequest, options: CallOptions = {}): AsyncIterable<AnswerNowEvent> {
    return this.answering.stream(request, options);
  }

  decide(request: DecideRequest): Promise<Decision> {
    return vllmOnly(`has a route for decisions (asked for ${request.model})`);
  }

  models(options: CallOptions = {}): Promise<readonly ModelCard[]> {
    return listModels(this.server.transport, options);
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
}
