import type { Capabilities, CapabilitiesRequest } from './capabilities';
import type { CallOptions, ModelCard } from './llm';
import type { ServerMetrics } from './metrics';
import { OpenAIProvider } from './openaiProvider';
import type {
  CandidatesRequest,
  DecideRequest,
  DetokenizeRequest,
  TokenizeRequest,
} from './request';
import type { Candidates, Decision, Tokenization } from './result';
import { loadAdapter, unloadAdapter } from './routes/adapters';
import { withoutTools } from './routes/candidates';
import { decide } from './routes/decisions';
import { readMetrics } from './routes/serverInfo';
import type { Transport } from './transport/transport';
import { learnFromAdapterChange } from './vllm/adapterChange';
import { beamsOrSamples } from './vllm/beams';
import { ServerKnowledge, type ServerKnowledgeOptions } from './vllm/serverKnowledge';
import { vllmProtocol } from './vllm/vllmProtocol';

/** A vLLM server, 0.6 to 0.32: it has routes of its own, and a protocol of its own for the others. */
export class VLLMProvider extends OpenAIProvider {
  private readonly knowledge: ServerKnowledge;

  constructor(baseUrl: string, transport: Transport, options: ServerKnowledgeOptions) {
    const knowledge = new ServerKnowledge(baseUrl, transport, options);
    super(baseUrl, transport, vllmProtocol(transport, knowledge));
    this.knowledge = knowledge;
  }

  override candidates(request: CandidatesRequest, options: CallOptions = {}): Promise<Candidates> {
    return withoutTools(request, (each) =>
      beamsOrSamples(this.server, this.knowledge, each, options),
    );
  }

  override decide(request: DecideRequest, options: CallOptions = {}): Promise<Decision> {
    return decide(this.server.transport, request, options);
  }

  override models(options: CallOptions = {}): Promise<readonly ModelCard[]> {
    return this.knowledge.askModels(options);
  }

  override version(options: CallOptions = {}): Promise<string | undefined> {
    return this.knowledge.askVersion(options);
  }

  override tokenize(request: TokenizeRequest, options: CallOptions = {}): Promise<Tokenization> {
    return this.knowledge.tokenize(request, options);
  }

  override detokenize(request: DetokenizeRequest, options: CallOptions = {}): Promise<string> {
    return this.knowledge.detokenize(request, options);
  }

  override metrics(options: CallOptions = {}): Promise<ServerMetrics> {
    return readMetrics(this.server.transport, options);
  }

  override capabilities(
    request: CapabilitiesRequest,
    options: CallOptions = {},
  ): Promise<Capabilities> {
    return this.knowledge.capabilities(request, options);
  }

  override loadAdapter(name: string, path: string, options: CallOptions = {}): Promise<void> {
    const { transport } = this.server;
    const change = loadAdapter(transport, { name, path }, options);
    return learnFromAdapterChange(change, transport, this.knowledge.facts, options);
  }

  override unloadAdapter(name: string, options: CallOptions = {}): Promise<void> {
    const { transport } = this.server;
    const change = unloadAdapter(transport, name, options);
    return learnFromAdapterChange(change, transport, this.knowledge.facts, options);
  }
}
