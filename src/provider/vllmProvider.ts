import type { Opening } from '../reasoning/thinkSplitter';
import {
  factNames,
  type Capabilities,
  type CapabilitiesRequest,
  type FactStore,
} from './capabilities';
import { chooseFrom } from './choosing';
import { ProviderError, type ProviderErrorCode } from './errors';
import type { CallOptions, ModelCard, ProviderKind } from './llm';
import type { ServerMetrics } from './metrics';
import {
  asItIs,
  isRefusal,
  OpenAIProvider,
  type EncodableRequest,
  type Encoded,
  type Prepared,
} from './openaiProvider';
import { parseRelease, releaseInFingerprint } from './release';
import type {
  CandidatesRequest,
  CompleteRequest,
  DetokenizeRequest,
  GenerateRequest,
  TokenizeRequest,
} from './request';
import type { Candidates, Problem, Tokenization } from './result';
import type { Transport } from './transport/transport';
import { checkConstraint, keepReasoning, placePrompt } from './vllm/constrained';
import { dialectOf, type Dialect } from './vllm/dialect';
import { Facts } from './vllm/facts';
import { fit } from './vllm/fit';
import { openingOf } from './vllm/opening';
import { rescore } from './vllm/rescore';
import { encodeLoad, encodeUnload } from './wire/adapters';
import { encodeBeams } from './wire/candidates';
import { encodeGuided } from './wire/guided';
import { decodeMetrics } from './wire/metrics';
import { decodeVersion } from './wire/models';
import { encodeOwnSampling, encodeThinking } from './wire/requests';
import { decodeScore, encodeScore } from './wire/score';
import {
  decodeDetokenize,
  decodeTokenize,
  encodeDetokenize,
  encodeTokenize,
} from './wire/tokenize';

export interface VLLMOptions {
  /** As `/version` or a setting said; a router's own number is recognised as none. */
  readonly release: string | undefined;
  readonly facts: FactStore;
  /** 0 to 1, below 1. */
  readonly random: () => number;
  readonly now: () => Date;
}

/** How a server says that it has no such thing, whatever it is. */
const absent: ReadonlySet<ProviderErrorCode> = new Set(['not-found', 'bad-response', 'rejected']);

/** A vLLM server, 0.6 to 0.32. */
export class VLLMProvider extends OpenAIProvider {
  override readonly kind: ProviderKind = 'vllm';
  private release: string | undefined;
  private dialect: Dialect;
  private readonly facts: Facts;
  private readonly windows = new Map<string, number>();
  private readonly openings = new Map<string, Opening>();

  constructor(baseUrl: string, transport: Transport, options: VLLMOptions) {
    super(baseUrl, transport);
    this.release = options.release;
    this.dialect = dialectOf(parseRelease(this.release));
    this.facts = new Facts({
      store: options.facts,
      server: () => JSON.stringify([baseUrl, options.release ?? '']),
      context: (model, call) => ({
        transport,
        model,
        call,
        dialect: this.dialect,
        word: () => freshWord(options.random),
        now: options.now,
        onFingerprint: (fingerprint) => this.learnRelease(releaseInFingerprint(fingerprint)),
      }),
    });
  }

  /** From `/version`, which stands beside `/v1` and asks for no key (reference, section 1.1). */
  override async version(options: CallOptions = {}): Promise<string | undefined> {
    try {
      const call = { method: 'GET', mount: 'root', path: '/version' } as const;
      const version = decodeVersion(await this.transport.json(call, options));
      if (this.release === undefined) this.learnRelease(version);
      return version;
    } catch (error) {
      if (error instanceof ProviderError && absent.has(error.code)) return undefined;
      throw error;
    }
  }

  override async models(options: CallOptions = {}): Promise<readonly ModelCard[]> {
    const models = await super.models(options);
    for (const { id, parent, contextWindow } of models) {
      const window = contextWindow ?? models.find((card) => card.id === parent)?.contextWindow;
      if (window !== undefined) this.windows.set(id, window);
    }
    return models;
  }

  override async tokenize(
    request: TokenizeRequest,
    options: CallOptions = {},
  ): Promise<Tokenization> {
    const body = encodeTokenize(request);
    const call = { method: 'POST', mount: 'root', path: '/tokenize', body } as const;
    const tokenization = decodeTokenize(await this.transport.json(call, options));
    const { contextWindow } = tokenization;
    if (contextWindow !== undefined) this.windows.set(request.model, contextWindow);
    return tokenization;
  }

  override async detokenize(
    request: DetokenizeRequest,
    options: CallOptions = {},
  ): Promise<string> {
    const body = encodeDetokenize(request);
    const call = { method: 'POST', mount: 'root', path: '/detokenize', body } as const;
    return decodeDetokenize(await this.transport.json(call, options));
  }

  override async metrics(options: CallOptions = {}): Promise<ServerMetrics> {
    const call = { method: 'GET', mount: 'root', path: '/metrics' } as const;
    return decodeMetrics(await this.transport.text(call, options));
  }

  override async capabilities(
    { model, facts = factNames }: CapabilitiesRequest,
    options: CallOptions = {},
  ): Promise<Capabilities> {
    const known = await this.facts.all(model, facts, options);
    const contextWindow = await this.windowOf(model, options);
    return { model, release: this.release, contextWindow, facts: known };
  }

  /**
   * Beams come without streaming. A server that refuses them is asked for samples, and so is any
   * where a constraint must hold, since beam search ignores it (seen on 0.10.2 to 0.32.0).
   */
  override async candidates(
    request: CandidatesRequest,
    options: CallOptions = {},
  ): Promise<Candidates> {
    if (request.guided) return this.constrainedSamples(request, options);
    const prepared = await this.prepareChat(request, options);
    const { body, problems } = this.assemble({
      route: 'chat',
      delivery: 'whole',
      request: prepared.request,
    });
    try {
      const choices = await this.choices({ ...body, ...encodeBeams(request.beams) }, options);
      return {
        candidates: chooseFrom(choices, request, prepared.opening),
        method: 'beams',
        problems: [...prepared.problems, ...problems],
      };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const sampled = await super.candidates(request, options);
      return { ...sampled, problems: [noBeams(error), ...sampled.problems] };
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

  protected override async prepareChat(
    asked: GenerateRequest,
    options: CallOptions,
  ): Promise<Prepared<GenerateRequest>> {
    checkConstraint(asked, this.dialect);
    const { model, thinking } = asked;
    const contextWindow = await this.windowOf(model, options);
    const { request, problems } = await fit(keepReasoning(asked), {
      window: contextWindow,
      count: async () => (await orNothing(this.tokenize(asked, options)))?.tokens.length,
    });
    // A template that was told not to think opens no thought.
    const opening = thinking === 'off' ? 'answer' : await this.openingOf(model, thinking, options);
    return { request, opening, contextWindow, problems };
  }

  protected override async prepareCompletion(
    asked: CompleteRequest,
    options: CallOptions,
  ): Promise<Prepared<CompleteRequest>> {
    const contextWindow = this.windows.get(asked.model);
    if (!asked.guided) return { ...asItIs(asked), contextWindow };
    checkConstraint(asked, this.dialect);
    const { model } = asked;
    const fact = await this.facts.one(model, 'completion-constraints', options);
    const { request, problems } = await placePrompt(asked, fact, async (text) => {
      const { tokens } = await this.tokenize({ model, text, addSpecialTokens: 'no' }, options);
      return tokens;
    });
    return { request, problems, opening: 'answer', contextWindow };
  }

  protected override encode(encodable: EncodableRequest): Encoded {
    const { body } = super.encode(encodable);
    const own = {
      ...encodeOwnSampling(encodable.request),
      ...encodeGuided(encodable.request.guided, this.dialect),
      ...(encodable.route === 'chat' ? encodeThinking(encodable.request) : {}),
    };
    return { body: { ...body, ...own }, problems: [] };
  }

  /** A dead engine fails every request while the server still answers (seen on 0.10.2). */
  protected override async explain(error: unknown): Promise<unknown> {
    if (!(error instanceof ProviderError) || error.status !== 500) return error;
    const call = { method: 'GET', mount: 'root', path: '/health' } as const;
    const health = await this.transport.text(call, {}).catch(asError);
    if (!(health instanceof ProviderError) || health.status !== 503) return error;
    return error.because('engine-dead');
  }

  private async constrainedSamples(
    request: CandidatesRequest,
    options: CallOptions,
  ): Promise<Candidates> {
    const sampled = await super.candidates(request, options);
    const problems = [constraintNeedsSamples, ...sampled.problems];
    const scorer = {
      tokenize: (asked: TokenizeRequest) => this.tokenize(asked, options),
      score: async (tokens: readonly number[]) => {
        const body = encodeScore(request.model, tokens);
        const call = { method: 'POST', mount: 'api', path: '/completions', body } as const;
        return decodeScore(await this.transport.json(call, options));
      },
    };
    const scored = await orNothing(rescore(sampled.candidates, request, scorer));
    const unscored = sampled.candidates.map((candidate) => ({ ...candidate, score: undefined }));
    return { candidates: scored ?? unscored, method: 'samples', problems };
  }

  /** From the list of models, asked once: `/tokenize` says it, too, but some routers do not pass it. */
  private async windowOf(model: string, options: CallOptions): Promise<number | undefined> {
    if (!this.windows.has(model)) await orNothing(this.models(options));
    return this.windows.get(model);
  }

  private async openingOf(
    model: string,
    thinking: GenerateRequest['thinking'],
    options: CallOptions,
  ): Promise<Opening> {
    const key = JSON.stringify([model, thinking ?? '']);
    const known = this.openings.get(key);
    if (known) return known;
    const sources = {
      llm: this,
      reasoningParser: () => this.facts.one(model, 'reasoning-parser', options),
    };
    const opening = (await orNothing(openingOf(model, thinking, sources, options))) ?? 'answer';
    this.openings.set(key, opening);
    return opening;
  }

  private learnRelease(release: string | undefined): void {
    if (release === undefined) return;
    this.release = release;
    this.dialect = dialectOf(parseRelease(release));
  }
}

const constraintNeedsSamples: Problem = {
  code: 'unsupported',
  message: 'beam search ignores constraints: these are constrained samples, no beams',
};

/** The limit is half of `--max-logprobs`, since each step looks at twice as many tokens as beams. */
function noBeams(error: ProviderError): Problem {
  const [, most] = /max allowed: (\d+)/.exec(error.message) ?? [];
  const message =
    most === undefined
      ? `the server refused beam search: ${error.message}`
      : `the server's beams are at most ${Math.floor(Number(most) / 2)} wide (--max-logprobs ${most})`;
  return { code: 'unsupported', message };
}

/** Six letters: no model says them by itself. */
function freshWord(random: () => number): string {
  const letters = 'bcdfghjklmnpqrstvwxz';
  return Array.from({ length: 6 }, () => letters[Math.floor(random() * letters.length)]).join('');
}

/** What was asked in passing must not fail the request it was asked for; an abort ends both. */
async function orNothing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof ProviderError) return undefined;
    throw error;
  }
}

function asError(error: unknown): unknown {
  return error;
}
