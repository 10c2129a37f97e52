import { AnswerNow, answerMethods } from './answerNow';
import type { Capabilities, CapabilitiesRequest } from './capabilities';
import { chooseFrom } from './choosing';
import { ProviderError, type ProviderErrorCode } from './errors';
import type { CallOptions, ModelCard, ProviderKind } from './llm';
import type { ServerMetrics } from './metrics';
import {
  isRefusal,
  OpenAIProvider,
  type EncodableRequest,
  type Encoded,
  type FailedCall,
  type Prepared,
} from './openaiProvider';
import type {
  CandidatesRequest,
  CompleteRequest,
  DetokenizeRequest,
  GenerateRequest,
  TokenizeRequest,
} from './request';
import type { Candidates, Problem, Tokenization } from './result';
import type { Transport } from './transport/transport';
import { checkConstraint, placePrompt, thoughtUnderConstraint } from './vllm/constrained';
import type { OwnOption } from './vllm/dialect';
import { isEngineDead } from './vllm/engineDeath';
import { checkEngineReads } from './vllm/engineFacts';
import { fit, mostInChat, mostInPrompt } from './vllm/fit';
import { Knowledge, orNothing, type KnowledgeOptions } from './vllm/knowledge';
import { rescore } from './vllm/rescore';
import { encodeLoad, encodeUnload } from './wire/adapters';
import type { Body } from './wire/body';
import { encodeBeams } from './wire/candidates';
import { encodeGuided } from './wire/guided';
import { decodeMetrics } from './wire/metrics';
import { decodeVersion } from './wire/models';
import { encodeOwnSampling, encodeThinking, withoutHiding, withoutMissing } from './wire/requests';
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
  private readonly knowledge: Knowledge;

  constructor(baseUrl: string, transport: Transport, options: KnowledgeOptions) {
    super(baseUrl, transport);
    this.knowledge = new Knowledge(this, transport, options);
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
    request: CapabilitiesRequest,
    options: CallOptions = {},
  ): Promise<Capabilities> {
    const { model } = request;
    await this.knowledge.ready(options);
    if (request.known === 'asked-again') await this.models(options);
    const known = await this.knowledge.facts.all(request, options);
    const contextWindow = await this.knowledge.windowOf(model, options);
    return { model, release: this.knowledge.release, contextWindow, facts: known };
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
      const beams = { ...body, ...encodeBeams(request.beams), ...request.extraBody };
      const choices = await this.choices(beams, options);
      return {
        candidates: chooseFrom(choices, request, prepared.opening),
        method: 'beams',
        problems: [...prepared.problems, ...problems],
      };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      const sampled = await this.samples(prepared, request, options);
      return { ...sampled, problems: [noBeams(error), ...sampled.problems] };
    }
  }

  /** Its success is plain text without a content type (seen on 0.10.2 to 0.32.0). */
  override async loadAdapter(name: string, path: string, options: CallOptions = {}): Promise<void> {
    const body = encodeLoad(name, path);
    await this.changeAdapters('/load_lora_adapter', body, options);
  }

  override async unloadAdapter(name: string, options: CallOptions = {}): Promise<void> {
    const body = encodeUnload(name);
    await this.changeAdapters('/unload_lora_adapter', body, options);
  }

  protected override async prepareChat(
    asked: GenerateRequest,
    options: CallOptions,
  ): Promise<Prepared<GenerateRequest>> {
    const aside = asideOf(options);
    const brief = brieflyOf(options);
    await this.knowledge.ready(brief);
    const { dialect, facts } = this.knowledge;
    checkConstraint(asked, dialect);
    await checkEngineReads(asked, facts, aside);
    const { request: known, leftOut } = withoutMissing(asked, dialect.missing.chat);
    const { model, thinking, guided } = known;
    const contextWindow = await this.knowledge.windowOf(model, brief);
    const { request, problems } = await fit(known, {
      window: contextWindow,
      most: mostInChat(known),
      count: async () => (await orNothing(this.tokenize(known, brief)))?.tokens.length,
    });
    const constrained =
      guided && thinking === 'on'
        ? thoughtUnderConstraint(known, await facts.one(model, 'reasoning-parser', aside))
        : [];
    // A template that was told not to think opens no thought.
    const opening =
      thinking === 'off' ? 'answer' : await this.knowledge.openingOf(model, thinking, brief);
    const told = [...leftOut.map(missingOption), ...constrained, ...problems];
    return { request, opening, contextWindow, problems: told };
  }

  protected override async prepareCompletion(
    asked: CompleteRequest,
    options: CallOptions,
  ): Promise<Prepared<CompleteRequest>> {
    const aside = asideOf(options);
    const brief = brieflyOf(options);
    await this.knowledge.ready(brief);
    const { dialect, facts } = this.knowledge;
    checkConstraint(asked, dialect);
    await checkEngineReads(asked, facts, aside);
    const { request: known, leftOut } = withoutMissing(asked, dialect.missing.completions);
    const { model } = known;
    const tokenize = async (text: string): Promise<readonly number[]> =>
      (await this.tokenize({ model, text, addSpecialTokens: 'no' }, brief)).tokens;
    const placed =
      !known.guided || known.thought === 'ended'
        ? { request: known, problems: [] }
        : await placePrompt(
            known,
            await facts.one(model, 'completion-constraints', aside),
            tokenize,
          );
    const contextWindow = await this.knowledge.windowOf(model, brief);
    const { prompt } = placed.request;
    const { request, problems } = await fit(placed.request, {
      window: contextWindow,
      most: mostInPrompt(placed.request),
      count: async () =>
        typeof prompt === 'string' ? (await orNothing(tokenize(prompt)))?.length : prompt.length,
    });
    const told = [...leftOut.map(missingOption), ...placed.problems, ...problems];
    return { request, opening: 'answer', contextWindow, problems: told };
  }

  protected override encode(encodable: EncodableRequest): Encoded {
    const { dialect } = this.knowledge;
    const { body } = super.encode(encodable);
    const own = {
      ...encodeOwnSampling(encodable.request),
      ...encodeGuided(encodable.request.guided, dialect, encodable.route),
      ...(encodable.route === 'chat' ? encodeThinking(encodable.request) : {}),
    };
    return { body: { ...body, ...own }, problems: [] };
  }

  protected override assemble(encodable: EncodableRequest): Encoded {
    const { body, problems } = super.assemble(encodable);
    if (encodable.route === 'completions') return { body, problems };
    const shown = withoutHiding(body, encodable.request.thinking);
    return { body: shown, problems: shown === body ? problems : [...problems, thoughtNotHidden] };
  }

  /** A dead engine fails every request while the server still answers (seen on 0.10.2). */
  protected override async explain(failed: FailedCall): Promise<unknown> {
    const error = await this.explainDeath(failed, [500]);
    return error instanceof ProviderError ? this.knowledge.learnRefusal(error) : error;
  }

  /** Whether the routes are there shows here, too: the server may have been started anew. */
  private async changeAdapters(path: string, body: Body, options: CallOptions): Promise<void> {
    const call = { method: 'POST', mount: 'api', path, body } as const;
    const { facts } = this.knowledge;
    try {
      // A connection of its own never is stale, so that nothing has to be sent twice.
      await this.transport.text(call, { ...options, connection: 'fresh' });
      facts.observe('', 'adapter-routes', 'yes');
      facts.observe('', 'lora', 'yes');
    } catch (error) {
      if (isMissingRoute(error)) facts.observe('', 'adapter-routes', 'no');
      // Until 0.16 whatever goes wrong with an adapter is 400 (addendum, section 3).
      throw await this.explainDeath({ error, call, options }, [400, 500]);
    }
  }

  /** @param suspect the statuses that a dead engine's failure may have */
  private async explainDeath(
    { error, call: { body }, options }: FailedCall,
    suspect: readonly number[],
  ): Promise<unknown> {
    if (!(error instanceof ProviderError) || !suspect.includes(error.status ?? 0)) return error;
    const model = typeof body?.['model'] === 'string' ? body['model'] : undefined;
    const { transport } = this;
    const dead = await isEngineDead({ failure: error, model, transport, call: options });
    return dead ? error.because('engine-dead', 'failed') : error;
  }

  private async constrainedSamples(
    request: CandidatesRequest,
    options: CallOptions,
  ): Promise<Candidates> {
    const sampled = await super.candidates(request, options);
    const problems = [constraintNeedsSamples, ...sampled.problems];
    const aside = asideOf(options);
    const scorer = {
      tokenize: (asked: TokenizeRequest) => this.tokenize(asked, aside),
      score: async (tokens: readonly number[]) => {
        const body = encodeScore(request.model, tokens);
        const call = { method: 'POST', mount: 'api', path: '/completions', body } as const;
        return decodeScore(await this.transport.json(call, aside));
      },
    };
    const scored = await orNothing(rescore(sampled.candidates, request, scorer));
    const unscored = sampled.candidates.map((candidate) => ({ ...candidate, score: undefined }));
    return { candidates: scored ?? unscored, method: 'samples', problems };
  }
}

function isMissingRoute(error: unknown): boolean {
  return error instanceof ProviderError && error.missing === 'route';
}

const constraintNeedsSamples: Problem = {
  code: 'unsupported',
  message: 'beam search ignores constraints: these are constrained samples, no beams',
};

const thoughtNotHidden: Problem = {
  code: 'unsupported',
  message: 'the thought is not hidden: together with a constraint that would empty the answer',
};

const optionNames: Readonly<Record<OwnOption, string>> = {
  cacheSalt: 'a cache salt',
  requestId: 'a request id',
  thinkingBudget: 'a bound for the thought',
};

function missingOption(option: OwnOption): Problem {
  const message = `this release of vLLM does not know ${optionNames[option]}; left out`;
  return { code: 'unsupported', message };
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

/** For what is asked in passing: it ends with the request, and is not what the journal shows. */
function asideOf({ signal, urgency }: CallOptions): CallOptions {
  return { ...(signal && { signal }), ...(urgency && { urgency }) };
}

/** Milliseconds. What is asked in front of an answer must not hold it up for long. */
const patience = 5_000;

/** The same where nothing is generated, so that silence means that nobody will answer. */
function brieflyOf(options: CallOptions): CallOptions {
  return { ...asideOf(options), timeout: Math.min(patience, options.timeout ?? patience) };
}
