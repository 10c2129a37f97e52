import type { Opening } from '../reasoning/thinkSplitter';
import { AnswerNow, answerMethods } from './answerNow';
import { factNames, type Capabilities, type CapabilitiesRequest } from './capabilities';
import { chooseFrom, tooFew } from './choosing';
import { isRefusal, ProviderError, type ProviderErrorCode } from './errors';
import type { CallOptions, ModelCard, ProviderKind } from './llm';
import type { ServerMetrics } from './metrics';
import {
  asideOf,
  asItIs,
  OpenAIProvider,
  type EncodableRequest,
  type Encoded,
  type OpeningFinder,
  type Prepared,
} from './openaiProvider';
import type {
  CandidatesRequest,
  CompleteRequest,
  DetokenizeRequest,
  GenerateRequest,
  TokenizeRequest,
} from './request';
import type { Candidate, Candidates, Problem, Tokenization } from './result';
import { cutAtTokens } from './stopTokens';
import type { Transport } from './transport/transport';
import { checkConstraint, keepReasoning, placePrompt } from './vllm/constrained';
import { fit } from './vllm/fit';
import { Knowledge, orNothing, type KnowledgeOptions } from './vllm/knowledge';
import { rescore, unordered, type Rescored } from './vllm/rescore';
import { encodeLoad, encodeUnload } from './wire/adapters';
import { encodeBeams } from './wire/candidates';
import { encodeGuided } from './wire/guided';
import { decodeMetrics } from './wire/metrics';
import { decodeVersion } from './wire/models';
import { isPrefilled } from './wire/prefill';
import { encodeOwnSampling, encodeThinking, leaveOutUnknown } from './wire/requests';
import { decodeScore, encodeScore } from './wire/score';
import {
  decodeDetokenize,
  decodeTokenize,
  encodeDetokenize,
  encodeTokenize,
} from './wire/tokenize';

/** How a server says that it has no such thing, whatever it is. */
const absent: ReadonlySet<ProviderErrorCode> = new Set(['not-found', 'bad-response', 'rejected']);

/** A vLLM server, 0.6 to 0.32. */
export class VLLMProvider extends OpenAIProvider {
  override readonly kind: ProviderKind = 'vllm';
  protected override readonly answering = new AnswerNow(this, answerMethods);
  protected override readonly openings: OpeningFinder;
  private readonly knowledge: Knowledge;

  constructor(baseUrl: string, transport: Transport, options: KnowledgeOptions) {
    super(baseUrl, transport);
    this.knowledge = new Knowledge(this, transport, options);
    this.openings = this.knowledge.openings;
  }

  /** From `/version`, which stands beside `/v1` and asks for no key (reference, section 1.1). */
  override async version(options: CallOptions = {}): Promise<string | undefined> {
    try {
      const call = { method: 'GET', mount: 'root', path: '/version' } as const;
      const version = decodeVersion(await this.transport.json(call, options));
      this.knowledge.learnVersion(version);
      return version;
    } catch (error) {
      if (error instanceof ProviderError && absent.has(error.code)) return undefined;
      throw error;
    }
  }

  override async models(options: CallOptions = {}): Promise<readonly ModelCard[]> {
    const models = await super.models(options);
    this.knowledge.learnModels(models);
    return models;
  }

  override async tokenize(
    request: TokenizeRequest,
    options: CallOptions = {},
  ): Promise<Tokenization> {
    const body = encodeTokenize(request);
    const call = { method: 'POST', mount: 'root', path: '/tokenize', body } as const;
    const tokenization = decodeTokenize(await this.transport.json(call, options));
    this.knowledge.learnWindow(request.model, tokenization.contextWindow);
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
    const known = await this.knowledge.facts.all(model, facts, options);
    const contextWindow = await this.knowledge.windowOf(model, options);
    return { model, release: this.knowledge.release, contextWindow, facts: known };
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
    checkConstraint(asked, this.knowledge.dialect);
    const aside = asideOf(options);
    const contextWindow = await this.knowledge.windowOf(asked.model, aside);
    const { request, problems } = await fit(keepReasoning(asked), {
      window: contextWindow,
      count: async () => (await orNothing(this.tokenize(asked, aside)))?.tokens.length,
    });
    const opening = await this.openings.of(asked, aside);
    return { request, opening: bound(asked, opening), contextWindow, problems };
  }

  protected override async prepareCompletion(
    asked: CompleteRequest,
    options: CallOptions,
  ): Promise<Prepared<CompleteRequest>> {
    const contextWindow = this.knowledge.peekWindow(asked.model);
    checkConstraint(asked, this.knowledge.dialect);
    if (!asked.guided || asked.thought === 'ended') return { ...asItIs(asked), contextWindow };
    const { model } = asked;
    const aside = asideOf(options);
    const fact = await this.knowledge.facts.one(model, 'completion-constraints', aside);
    const { request, problems } = await placePrompt(asked, fact, async (text) => {
      const { tokens } = await this.tokenize({ model, text, addSpecialTokens: 'no' }, aside);
      return tokens;
    });
    return { request, problems, opening: 'answer', contextWindow };
  }

  protected override encode(encodable: EncodableRequest): Encoded {
    const { dialect } = this.knowledge;
    const { body } = super.encode(encodable);
    const own = {
      ...encodeOwnSampling(encodable.request),
      ...encodeGuided(encodable.request.guided, dialect),
      ...(encodable.route === 'chat' ? encodeThinking(encodable.request) : {}),
    };
    const { body: known, leftOut } = leaveOutUnknown(own, dialect);
    return { body: { ...body, ...known }, problems: leftOut.map(unknownField) };
  }

  /** A dead engine fails every request while the server still answers (seen on 0.10.2). */
  protected override async explain(error: unknown): Promise<unknown> {
    if (!(error instanceof ProviderError) || error.status !== 500) return error;
    const call = { method: 'GET', mount: 'root', path: '/health' } as const;
    const health = await this.transport.text(call, {}).catch(asError);
    if (!(health instanceof ProviderError) || health.status !== 503) return error;
    return error.because('engine-dead');
  }

  /**
   * Beams come without streaming. A server that refuses them is asked for samples, and so is any
   * where a constraint must hold, since beam search ignores it (seen on 0.10.2 to 0.32.0), or an
   * adapter that it would ignore.
   */
  protected override async several(
    request: CandidatesRequest,
    options: CallOptions,
  ): Promise<Candidates> {
    if (request.guided) return this.constrainedSamples(request, options);
    const prepared = await this.prepareChat(request, options);
    if (this.knowledge.losesAdapter(request.model)) {
      return withProblem(adapterNeedsSamples, await this.samples(prepared, request, options));
    }
    const { body, problems } = this.assemble({
      route: 'chat',
      delivery: 'whole',
      request: prepared.request,
    });
    try {
      const beams = leaveOutUnknown(encodeBeams(request), this.knowledge.dialect).body;
      const whole = await this.choices({ ...body, ...beams }, options);
      const { choices, problems: uncut } = cutAtTokens(whole, request.stopTokenIds);
      const opening = await this.settle(prepared, choices, options);
      const candidates = chooseFrom(choices, request, opening);
      return {
        candidates,
        method: 'beams',
        problems: [
          ...prepared.problems,
          ...problems,
          ...ignoredByBeams(request),
          ...uncut,
          ...tooFew(candidates, request),
        ],
      };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return withProblem(noBeams(error), await this.samples(prepared, request, options));
    }
  }

  private async constrainedSamples(
    request: CandidatesRequest,
    options: CallOptions,
  ): Promise<Candidates> {
    const sampled = await super.several(request, options);
    const aside = asideOf(options);
    const score = async (tokens: readonly number[]) => {
      const body = encodeScore(request.model, tokens);
      const call = { method: 'POST', mount: 'api', path: '/completions', body } as const;
      return decodeScore(await this.transport.json(call, aside));
    };
    const scored = await orNothing(
      rescore(sampled.candidates, request, { llm: this, score }, aside),
    );
    const { candidates, problems } = scored ?? unscored(sampled.candidates);
    return withProblem(constraintNeedsSamples, {
      ...sampled,
      candidates,
      problems: [...sampled.problems, ...problems],
    });
  }
}

/**
 * A prefilled answer goes on behind its thought. A constraint binds from the first token where no
 * parser tells a thought apart, so that the template's thought stays empty; free text around a
 * structural tag can hold one.
 */
function bound({ extraBody, guided }: GenerateRequest, opening: Opening): Opening {
  if (isPrefilled(extraBody)) return 'answer';
  const binds = guided !== undefined && guided.kind !== 'structuralTag';
  return binds && opening === 'thought' ? 'unsure' : opening;
}

/** Their own log-probabilities would compare nothing. */
function unscored(candidates: readonly Candidate[]): Rescored {
  return {
    candidates: candidates.map((candidate) => ({ ...candidate, score: undefined })),
    problems: candidates.length < 2 ? [] : [unordered],
  };
}

const constraintNeedsSamples: Problem = {
  code: 'unsupported',
  message: 'beam search ignores constraints: these are constrained samples, no beams',
};

const adapterNeedsSamples: Problem = {
  code: 'unsupported',
  message: 'beam search leaves adapters out before vLLM 0.9.1: these are samples, no beams',
};

/** Fields of sampling that beam search does not look at (addendum, section 2.1); nobody says so. */
function ignoredByBeams(request: CandidatesRequest): readonly Problem[] {
  const fields = ['seed', 'topP', 'priority'] as const;
  return fields
    .filter((field) => request[field] !== undefined)
    .map((field) => ({ code: 'unsupported', message: `beam search ignores ${field}` }));
}

function withProblem(problem: Problem, several: Candidates): Candidates {
  return { ...several, problems: [problem, ...several.problems] };
}

function unknownField(name: string): Problem {
  return { code: 'unsupported', message: `this release does not know ${name}; left out` };
}

/** The limit is half of `--max-logprobs`, since each step looks at twice as many tokens as beams. */
function noBeams(error: ProviderError): Problem {
  const [, most] = /max allowed: (\d+)/.exec(error.message) ?? [];
  const message =
    most === undefined
      ? `the server refused beam search: ${error.message}`
      : `the server's beams are at most ${Math.floor(Number(most) / 2)} wide (--max-logprobs ${most})`;
  return { code: 'unsupported', message };
}

function asError(error: unknown): unknown {
  return error;
}
