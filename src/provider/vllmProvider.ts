import { AnswerNow, answerMethods } from './answerNow';
import type { Capabilities, CapabilitiesRequest } from './capabilities';
import { candidatesFrom, tooFewProblem } from './candidatesFrom';
import { isRefusal, ProviderError } from './errors';
import type { CallOptions, ModelCard, ProviderKind } from './llm';
import type { ServerMetrics } from './metrics';
import {
  OpenAIProvider,
  type EncodableRequest,
  type FailedCall,
  type OpeningFinder,
} from './openaiProvider';
import { sideRequestOptions, type EncodedRequest, type PreparedRequest } from './preparedRequest';
import type {
  CandidatesRequest,
  CompleteRequest,
  DetokenizeRequest,
  GenerateRequest,
  TokenizeRequest,
} from './request';
import type { Candidates, Tokenization } from './result';
import { cutAtStopTokens } from './stopTokens';
import type { Transport } from './transport/transport';
import {
  checkConstraint,
  promptForConstraint,
  unwrapSchemas,
  constrainedThoughtProblem,
} from './vllm/constrained';
import { isEngineDead } from './vllm/engineDeath';
import { checkEngineSupports } from './vllm/engineFacts';
import { fitToContextWindow, maxChatTokens, maxPromptTokens } from './vllm/contextWindow';
import {
  ServerKnowledge,
  undefinedOnFailure,
  type ServerKnowledgeOptions,
} from './vllm/serverKnowledge';
import { boundOpening } from './vllm/opening';
import {
  adapterNeedsSamples,
  constraintNeedsSamples,
  ignoredByBeams,
  missingOption,
  noBeams,
  thoughtNotHidden,
  withProblem,
} from './vllm/problems';
import { rescore, unscored } from './vllm/rescore';
import { encodeLoad, encodeUnload } from './wire/adapters';
import type { Body } from './wire/body';
import { encodeBeams, unreadProblems } from './wire/candidates';
import { encodeGuided } from './wire/guided';
import { decodeMetrics } from './wire/metrics';
import { decodeVersion } from './wire/models';
import {
  encodeOwnSampling,
  encodeThinking,
  withExtra,
  withoutHiding,
  withoutUnsupported,
} from './wire/requests';
import { decodeScore, encodeScore } from './wire/score';
import {
  decodeDetokenize,
  decodeTokenize,
  encodeDetokenize,
  encodeTokenize,
} from './wire/tokenize';

/** A vLLM server, 0.6 to 0.32. */
export class VLLMProvider extends OpenAIProvider {
  override readonly kind: ProviderKind = 'vllm';
  protected override readonly answering = new AnswerNow(this, answerMethods);
  protected override readonly openings: OpeningFinder;
  private readonly knowledge: ServerKnowledge;

  constructor(baseUrl: string, transport: Transport, options: ServerKnowledgeOptions) {
    super(baseUrl, transport);
    this.knowledge = new ServerKnowledge(this, transport, options);
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
      if (error instanceof ProviderError && this.knowledge.missVersion(error) === 'absent') return;
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
  ): Promise<PreparedRequest<GenerateRequest>> {
    const aside = sideRequestOptions(options);
    const brief = brieflyOf(options);
    await this.knowledge.ready(brief);
    const { dialect, facts } = this.knowledge;
    checkConstraint(asked, dialect);
    await checkEngineSupports(asked, facts, aside);
    const { request: known, leftOut } = withoutUnsupported(asked, dialect.missing.chat);
    const { model, thinking, guided } = known;
    const contextWindow = await this.knowledge.windowOf(model, brief);
    const { request, problems } = await fitToContextWindow(known, {
      window: contextWindow,
      most: maxChatTokens(known),
      count: async () => (await undefinedOnFailure(this.tokenize(known, brief)))?.tokens.length,
    });
    const constrained =
      guided && thinking === 'on'
        ? constrainedThoughtProblem(known, await facts.one(model, 'reasoning-parser', aside))
        : [];
    const opening = boundOpening(known, await this.openings.of(known, brief));
    const told = [...leftOut.map(missingOption), ...constrained, ...problems];
    return { request, opening, contextWindow, problems: told };
  }

  protected override async prepareCompletion(
    asked: CompleteRequest,
    options: CallOptions,
  ): Promise<PreparedRequest<CompleteRequest>> {
    const aside = sideRequestOptions(options);
    const brief = brieflyOf(options);
    await this.knowledge.ready(brief);
    const { dialect, facts } = this.knowledge;
    checkConstraint(asked, dialect);
    await checkEngineSupports(asked, facts, aside);
    const { request: known, leftOut } = withoutUnsupported(asked, dialect.missing.completions);
    const { model } = known;
    const tokenize = async (text: string): Promise<readonly number[]> =>
      (await this.tokenize({ model, text, addSpecialTokens: 'no' }, brief)).tokens;
    const placed =
      !known.guided || known.thought === 'ended'
        ? { request: known, problems: [] }
        : await promptForConstraint(
            known,
            await facts.one(model, 'completion-constraints', aside),
            tokenize,
          );
    const contextWindow = await this.knowledge.windowOf(model, brief);
    const { prompt } = placed.request;
    const { request, problems } = await fitToContextWindow(placed.request, {
      window: contextWindow,
      most: maxPromptTokens(placed.request),
      count: async () =>
        typeof prompt === 'string'
          ? (await undefinedOnFailure(tokenize(prompt)))?.length
          : prompt.length,
    });
    const told = [...leftOut.map(missingOption), ...placed.problems, ...problems];
    return { request, opening: 'answer', contextWindow, problems: told };
  }

  protected override encode(encodable: EncodableRequest): EncodedRequest {
    const { dialect } = this.knowledge;
    const { body } = super.encode(encodable);
    const { constraint, problems } = unwrapSchemas(encodable.request.guided);
    const own = {
      ...encodeOwnSampling(encodable.request),
      ...encodeGuided(constraint, dialect, encodable.route),
      ...(encodable.route === 'chat' ? encodeThinking(encodable.request) : {}),
    };
    return { body: { ...body, ...own }, problems };
  }

  protected override assemble(encodable: EncodableRequest): EncodedRequest {
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
      const asked = withExtra({ ...body, ...encodeBeams(request) }, request.extraBody);
      const whole = await this.choices(asked, options);
      const { choices, problems: uncut } = cutAtStopTokens(whole, request.stopTokenIds);
      const opening = await this.settle(prepared, choices, options);
      const candidates = candidatesFrom(choices, request, opening);
      return {
        candidates,
        method: 'beams',
        problems: [
          ...prepared.problems,
          ...problems,
          ...ignoredByBeams(request),
          ...uncut,
          ...unreadProblems(choices),
          ...tooFewProblem(candidates, request),
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
    const aside = sideRequestOptions(options);
    const score = async (tokens: readonly number[]) => {
      const body = encodeScore(request.model, tokens);
      const call = { method: 'POST', mount: 'api', path: '/completions', body } as const;
      return decodeScore(await this.transport.json(call, aside));
    };
    const scored = await undefinedOnFailure(
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

function isMissingRoute(error: unknown): boolean {
  return error instanceof ProviderError && error.missing === 'route';
}

/** Milliseconds. What is asked in front of an answer must not hold it up for long. */
const patience = 5_000;

/** The same where nothing is generated, so that silence means that nobody will answer. */
function brieflyOf(options: CallOptions): CallOptions {
  return {
    ...sideRequestOptions(options),
    timeout: Math.min(patience, options.timeout ?? patience),
  };
}
