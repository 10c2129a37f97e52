import type { Capabilities, CapabilitiesRequest, FactStore } from '../capabilities';
import { dialectOf, type Dialect } from '../dialect';
import { ProviderError, undefinedOnFailure, type ProviderErrorCode } from '../errors';
import type { CallOptions, ModelCard } from '../llm';
import { parseRelease, releaseInFingerprint } from '../release';
import type { DetokenizeRequest, TokenizeRequest } from '../request';
import type { Tokenization } from '../result';
import { listModels, readVersion } from '../routes/serverInfo';
import { detokenize, tokenize } from '../routes/tokens';
import type { Transport } from '../transport/transport';
import { learnEngine } from './engineFacts';
import { ServerFacts } from './facts';
import { OpeningCache } from './opening';
import type { ServerDescription } from './remedies';

export interface ServerKnowledgeOptions {
  /** As a setting said; `/version` is not asked then. A router's own number is told from vLLM's. */
  readonly release: string | undefined;
  readonly facts: FactStore;
  /** 0 to 1, below 1. */
  readonly random: () => number;
  readonly now: () => Date;
}

interface Known {
  readonly release: string | undefined;
  readonly dialect: Dialect;
}

/**
 * What is known of one server: its release and dialect, its models' windows, what it can do. Whatever
 * is asked through it is remembered.
 */
export class ServerKnowledge {
  readonly facts: ServerFacts;
  readonly openings: OpeningCache;
  private known: Known;
  /** What the server or a setting says, be it a router's number: facts are kept under it. */
  private told: string | undefined;
  private readonly setting: string | undefined;
  private readonly now: () => Date;
  private front: ServerDescription['front'] = 'unknown';
  /** A server that has no such route now has none later. */
  private versionRoute: 'not-asked' | 'asked' = 'not-asked';
  private readonly windows = new Map<string, number>();
  private readonly adapters = new Set<string>();

  constructor(
    baseUrl: string,
    private readonly transport: Transport,
    options: ServerKnowledgeOptions,
  ) {
    const { release, random, now, facts: store } = options;
    this.setting = release;
    this.now = now;
    this.told = release;
    this.known = knownOf(release);
    this.facts = new ServerFacts({
      store,
      now,
      clock: transport.clock,
      // Never a fingerprint, which comes with the first answers: what was asked before would be lost.
      server: () => JSON.stringify([baseUrl, this.told ?? '']),
      context: (model, call) => ({
        transport,
        model,
        call,
        dialect: this.dialect,
        release: parseRelease(this.release),
        front: this.front,
        word: () => freshWord(random),
        onFingerprint: (fingerprint) => this.learnFingerprint(fingerprint),
      }),
    });
    this.openings = new OpeningCache({
      llm: this,
      reasoningParser: (model, call) => this.facts.heard(model, 'reasoning-parser', call),
      now,
    });
  }

  /** Of vLLM itself; `undefined` until it is told. */
  get release(): string | undefined {
    return this.known.release;
  }

  get dialect(): Dialect {
    return this.known.dialect;
  }

  /** Asks for the release, once, where nobody told it: it decides the words of every request. */
  async ready(call: CallOptions): Promise<void> {
    if (this.told !== undefined || this.versionRoute === 'asked') return;
    try {
      await this.askVersion(call);
      this.versionRoute = 'asked';
    } catch (error) {
      // Asked again with the next request, which will say what is wrong with the server.
      if (!(error instanceof ProviderError)) throw error;
    }
  }

  async capabilities(request: CapabilitiesRequest, call: CallOptions): Promise<Capabilities> {
    const { model } = request;
    await this.ready(call);
    if (request.known === 'asked-again') await this.askModels(call);
    const facts = await this.facts.all(request, call);
    const contextWindow = await this.windowOf(model, call);
    return { model, release: this.release, contextWindow, facts };
  }

  async askVersion(call: CallOptions): Promise<string | undefined> {
    try {
      const version = await readVersion(this.transport, call);
      this.learnVersion(version);
      return version;
    } catch (error) {
      if (error instanceof ProviderError && this.missVersion(error) === 'absent') return undefined;
      throw error;
    }
  }

  async askModels(call: CallOptions): Promise<readonly ModelCard[]> {
    const models = await listModels(this.transport, call);
    this.learnModels(models);
    return models;
  }

  /** From the list of models, asked once: `/tokenize` says it, too, but not all routers pass it on. */
  async windowOf(model: string, call: CallOptions): Promise<number | undefined> {
    if (!this.windows.has(model)) await undefinedOnFailure(this.askModels(call));
    return this.windows.get(model);
  }

  async tokenize(request: TokenizeRequest, call: CallOptions = {}): Promise<Tokenization> {
    const tokenization = await tokenize(this.transport, request, call);
    this.learnWindow(request.model, tokenization.contextWindow);
    return tokenization;
  }

  detokenize(request: DetokenizeRequest, call: CallOptions = {}): Promise<string> {
    return detokenize(this.transport, request, call);
  }

  /** Whether beam search would answer from the base model in its place, with nothing said. */
  losesAdapter(model: string): boolean {
    return this.dialect.beamsUnderAdapter === 'ignored' && this.adapters.has(model);
  }

  learnModels(models: readonly ModelCard[]): void {
    // Looked up and not looked for: a server lists as many as it likes.
    const windows = new Map(models.map((card) => [card.id, card.contextWindow] as const).reverse());
    for (const { id, parent, contextWindow } of models) {
      const window = contextWindow ?? (parent === undefined ? undefined : windows.get(parent));
      // No server changes a window while it runs.
      if (window !== (this.windows.get(id) ?? window)) this.facts.forget(id);
      this.learnWindow(id, window);
      if (parent !== undefined) this.adapters.add(id);
    }
  }

  /** What a refusal tells of the server; comes back in words that say what helps, where it can. */
  learnRefusal(error: ProviderError): ProviderError {
    const { facts, now } = this;
    return learnEngine(error, facts, { release: parseRelease(this.release), now });
  }

  private learnWindow(model: string, tokens: number | undefined): void {
    if (tokens !== undefined) this.windows.set(model, tokens);
  }

  /**
   * What `/version` said; behind a router that is the router's, and a fingerprint knows better. It
   * may be another one each time: the server was started anew.
   */
  private learnVersion(version: string | undefined): void {
    if (version === undefined) return;
    this.front = parseRelease(version) === undefined ? 'router' : 'vllm';
    if (this.setting !== undefined || version === this.told) return;
    const changed = this.told !== undefined;
    this.told = version;
    if (this.release !== undefined && this.front !== 'vllm') return;
    this.known = knownOf(version);
    // Another release was started there, perhaps with another window and another template.
    if (!changed) return;
    this.windows.clear();
    this.openings.clear();
  }

  /** Why `/version` said nothing. Where it was silent, no request waits for it again. */
  private missVersion({ code }: ProviderError): 'absent' | 'failed' {
    if (code === 'timeout') this.versionRoute = 'asked';
    return absent.has(code) ? 'absent' : 'failed';
  }

  private learnFingerprint(fingerprint: string): void {
    const release = releaseInFingerprint(fingerprint);
    if (release !== undefined) this.known = knownOf(release);
  }
}

/** How a server says that it has no such thing, whatever it is. */
const absent: ReadonlySet<ProviderErrorCode> = new Set(['not-found', 'bad-response', 'rejected']);

/** A number that cannot be vLLM's says nothing of its release. */
function knownOf(version: string | undefined): Known {
  const release = parseRelease(version);
  return { release: release && version, dialect: dialectOf(release) };
}

/** Six letters that no model says by itself. */
function freshWord(random: () => number): string {
  const letters = 'bcdfghjklmnpqrstvwxz';
  return Array.from({ length: 6 }, () => letters[Math.floor(random() * letters.length)]).join('');
}
