import { join } from 'node:path';
import type { IndexCorpus } from '../../src/embedded/corpus/indexer';
import type { ServerFlags } from '../../src/embedded/emulation/serverFlags';
import type { EngineWorkers } from '../../src/embedded/engineWorkers';
import { modelName } from '../../src/embedded/identity';
import type { Engine } from '../../src/embedded/startEngine';
import { systemClock } from '../../src/base/clock';
import { parseBaseUrl, type BaseUrl } from '../../src/provider/baseUrl';
import { collect } from '../../src/provider/collect';
import { createLLM, type LLMOptions } from '../../src/provider/createLLM';
import type { ProviderError } from '../../src/provider/errors';
import type {
  CompleteRequest,
  GenerateRequest,
  GenerateResult,
  LLM,
  SentRequest,
} from '../../src/provider/llm';
import { probe } from '../../src/provider/probe';
import { createNodeFetch, type FetchLike } from '../../src/provider/transport/nodeFetch';
import { collectEvents } from './collectEvents';
import { sharedWorkers, startTestEngine } from './testEngine';

/** One on each side of every date in the quirk table that a client can tell, and both frontends. */
export const releases = [
  '0.6.3',
  '0.6.5',
  '0.8.5',
  '0.10.0',
  '0.10.2',
  '0.11.0',
  '0.11.2',
  '0.12.0',
  '0.14.0',
  '0.16.0',
  '0.18.0',
  '0.20.0',
  '0.24.0',
  '0.28.0',
  '0.29.0',
  '0.30.0',
  '0.31.0',
  '0.32.0',
  'rust',
  'router',
] as const;

export type Emulated = (typeof releases)[number];

/** Whether it is that release or a later one; both frontends are those of the newest. */
export function since(emulated: string, release: string): boolean {
  if (emulated === 'rust' || emulated === 'router') return true;
  const order = new Intl.Collator('en', { numeric: true });
  return order.compare(emulated, release) >= 0;
}

export const reasoningParser = { reasoningParser: 'qwen3' };

/** Little to learn, and enough to think about: a thought is longer than the budgets it is given. */
const folder = join(import.meta.dirname, '../../src/embedded/emulation');

/** They learn the same, once. */
const workers: EngineWorkers = {
  ...sharedWorkers,
  index: learningOnce(sharedWorkers.index),
};

function learningOnce(index: IndexCorpus): IndexCorpus {
  const learnt = new Map<string, ReturnType<IndexCorpus>>();
  return (input) => {
    const key = JSON.stringify(input);
    const output = learnt.get(key) ?? index(input, new AbortController().signal);
    learnt.set(key, output);
    return output;
  };
}

/** Engines that take after releases, one for each release and set of flags. */
export class Engines implements AsyncDisposable {
  private readonly started = new Map<string, Promise<Engine>>();

  like(emulate: string, flags: Partial<ServerFlags> = {}): Promise<Engine> {
    const key = JSON.stringify([emulate, flags]);
    const engine =
      this.started.get(key) ?? startTestEngine({ folders: [folder], emulate, flags, workers });
    this.started.set(key, engine);
    return engine;
  }

  /** As the product meets a server: it is asked who it is. */
  async met(emulate: string, flags: Partial<ServerFlags> = {}): Promise<LLM> {
    return (await probe(addressed(await this.like(emulate, flags)))).llm;
  }

  /** A server whose release nobody tells: a proxy in front has no `/version`. */
  async unnamed(emulate: string, flags: Partial<ServerFlags> = {}): Promise<LLM> {
    const options = addressed(await this.like(emulate, flags));
    return createLLM('vllm', { ...options, fetch: withoutVersion });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const engine of this.started.values()) await (await engine).close();
  }
}

export function addressed({ baseUrl }: Pick<Engine, 'baseUrl'>): LLMOptions {
  return { baseUrl: readBaseUrl(baseUrl) };
}

export function readBaseUrl(text: string): BaseUrl {
  const baseUrl = parseBaseUrl(text);
  if (typeof baseUrl === 'string') throw new Error(`${text} is no address: ${baseUrl}`);
  return baseUrl;
}

const nodeFetch = createNodeFetch({ clock: systemClock, connectTimeout: 10_000 });

/** Passes on what a proxy with a list of routes would. */
export const withoutVersion: FetchLike = (url, init) =>
  url.endsWith('/version')
    ? Promise.resolve(new Response('{"detail":"Not Found"}', { status: 404 }))
    : nodeFetch(url, init);

/** `fetch` that keeps what was asked, for tests of what is not asked twice. */
export function recordingFetch(): { readonly fetch: FetchLike; readonly urls: string[] } {
  const urls: string[] = [];
  const fetch: FetchLike = (url, init) => {
    urls.push(url);
    return nodeFetch(url, init);
  };
  return { fetch, urls };
}

export const messages = [{ role: 'user', content: 'export const ' }] as const;

/** A greedy question, answered without a thought. */
export function question(wish: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    model: modelName,
    messages,
    temperature: 0,
    maxTokens: 48,
    thinking: 'off',
    ...wish,
  };
}

export function raw(wish: Partial<CompleteRequest> = {}): CompleteRequest {
  return { model: modelName, prompt: 'export const ', temperature: 0, maxTokens: 48, ...wish };
}

export async function streamed(llm: LLM, request: GenerateRequest): Promise<GenerateResult> {
  return collect(await collectEvents(llm.stream(request)));
}

export async function completed(llm: LLM, request: CompleteRequest): Promise<GenerateResult> {
  return collect(await collectEvents(llm.complete(request)));
}

/** What a call sent, the questions asked in passing left out. */
export function journal(): {
  readonly sent: SentRequest[];
  readonly onSend: (request: SentRequest) => void;
} {
  const sent: SentRequest[] = [];
  return { sent, onSend: (request) => sent.push(request) };
}

export async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
  return work.then(
    () => {
      throw new Error('it succeeded');
    },
    (error: unknown) => error as ProviderError,
  );
}
