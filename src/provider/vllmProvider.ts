import type {
  CallOptions,
  Candidates,
  CandidatesRequest,
  ProviderKind,
  Tokenization,
  TokenizeRequest,
} from './llm';
import { eraOf } from './era';
import { ProviderError, type ProviderErrorCode } from './errors';
import { OpenAIProvider, type EncodableRequest, type Encoded } from './openaiProvider';
import type { Transport } from './transport/transport';
import { encodeLoad, encodeUnload } from './wire/adapters';
import { encodeBeams } from './wire/candidates';
import { encodeGuided } from './wire/guided';
import { decodeVersion } from './wire/models';
import { encodeStopTokens, encodeThinking } from './wire/requests';
import { decodeTokenize, encodeTokenize } from './wire/tokenize';

/** How a server says that it has no such thing, whatever it is. */
const absent: ReadonlySet<ProviderErrorCode> = new Set(['not-found', 'bad-response', 'rejected']);
const refusals: ReadonlySet<ProviderErrorCode> = new Set(['rejected', 'unsupported']);

/** A vLLM server, 0.6 to 0.32. */
export class VLLMProvider extends OpenAIProvider {
  override readonly kind: ProviderKind = 'vllm';

  /** @param release as `/version` said, where it was asked already */
  constructor(
    baseUrl: string,
    transport: Transport,
    private readonly release?: string,
  ) {
    super(baseUrl, transport);
  }

  /** From `/version`, which stands beside `/v1` and asks for no key (reference, section 1.1). */
  override async version(options: CallOptions = {}): Promise<string | undefined> {
    try {
      const call = { method: 'GET', mount: 'root', path: '/version' } as const;
      return decodeVersion(await this.transport.json(call, options));
    } catch (error) {
      if (error instanceof ProviderError && absent.has(error.code)) return undefined;
      throw error;
    }
  }

  override async tokenize(
    request: TokenizeRequest,
    options: CallOptions = {},
  ): Promise<Tokenization> {
    const body = encodeTokenize(request);
    const call = { method: 'POST', mount: 'root', path: '/tokenize', body } as const;
    return decodeTokenize(await this.transport.json(call, options));
  }

  /** Beams come without streaming, ranked; a server that refuses them is asked for samples. */
  override async candidates(
    request: CandidatesRequest,
    options: CallOptions = {},
  ): Promise<Candidates> {
    const { body, problems } = this.assemble({ route: 'chat', delivery: 'whole', request });
    try {
      const beams = { ...body, ...encodeBeams(request.count) };
      return { candidates: await this.choices(beams, options), method: 'beams', problems };
    } catch (error) {
      if (!(error instanceof ProviderError) || !refusals.has(error.code)) throw error;
      const sampled = await super.candidates(request, options);
      const message = `the server refused beam search: ${error.message}`;
      return { ...sampled, problems: [{ code: 'unsupported', message }, ...sampled.problems] };
    }
  }

  /** Its success is plain text without a content type (seen on 0.10.2 to 0.32.0). */
  override async loadAdapter(name: string, path: string, options: CallOptions = {}): Promise<void> {
    const body = encodeLoad(name, path);
    await this.transport.text(
      { method: 'POST', mount: 'api', path: '/load_lora_adapter', body },
      options,
    );
  }

  override async unloadAdapter(name: string, options: CallOptions = {}): Promise<void> {
    const body = encodeUnload(name);
    await this.transport.text(
      { method: 'POST', mount: 'api', path: '/unload_lora_adapter', body },
      options,
    );
  }

  protected override encode(encodable: EncodableRequest): Encoded {
    const { body } = super.encode(encodable);
    const own = {
      ...encodeStopTokens(encodable.request),
      ...encodeGuided(encodable.request.guided, eraOf(this.release)),
      ...(encodable.route === 'chat' ? encodeThinking(encodable.request) : {}),
    };
    return { body: { ...body, ...own }, problems: [] };
  }
}
