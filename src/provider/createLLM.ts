import { systemClock, type Clock } from '../base/clock';
import type { BaseUrl } from './baseUrl';
import type { FactStore } from './capabilities';
import type { LLM, ProviderKind } from './llm';
import { OpenAIProvider } from './openaiProvider';
import { placeholderKey } from './transport/headers';
import { createNodeFetch, type FetchLike } from './transport/nodeFetch';
import { keysOf } from './transport/headers';
import { Transport } from './transport/transport';
import { createMemoryFactStore } from './vllm/facts';
import { VLLMProvider } from './vllmProvider';
import { withoutKeys } from './withoutKeys';

export interface LLMOptions {
  readonly baseUrl: BaseUrl;
  /** `EMPTY` until a key is stored, as vLLM's own examples have it. */
  readonly apiKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds of silence after which a call fails; 600,000 unless told. */
  readonly timeout?: number;
  /** Milliseconds until a connection must stand; 10,000 unless told. */
  readonly connectTimeout?: number;
  /** The server's release, where it is known: it decides the words for constraints. */
  readonly release?: string;
  /** Where it is remembered what servers can do; with the process unless told. */
  readonly facts?: FactStore;
  /** Certificate authorities in PEM, trusted beside those of Node. */
  readonly authorities?: string;
  /** Answers that the server may be writing at a time, further requests wait; 16 unless told. */
  readonly concurrency?: number;
  /** Bytes that an answer which is not a stream may have; 64 MiB unless told. */
  readonly maxAnswerBytes?: number;
  /** The proxy on the way to an address, if it is known, without a name and a password. */
  readonly proxyFor?: (url: string) => string | undefined;
  /** In place of Node's `http`; `connectTimeout`, `authorities` and `proxyFor` are its own matter then. */
  readonly fetch?: FetchLike;
  readonly clock?: Clock;
  /** 0 to 1, below 1; `Math.random` unless told. */
  readonly random?: () => number;
  readonly now?: () => Date;
}

/** A model behind `options.baseUrl`; its answers hold none of the keys that it is sent. */
export function createLLM(kind: ProviderKind, options: LLMOptions): LLM {
  const { apiKey = '', headers = {} } = options;
  return withoutKeys(createProvider(kind, options), keysOf({ apiKey, headers }));
}

function createProvider(kind: ProviderKind, options: LLMOptions): LLM {
  const { clock = systemClock, authorities, connectTimeout = 10_000, proxyFor } = options;
  const transport = new Transport({
    baseUrl: options.baseUrl,
    apiKey: options.apiKey === undefined || options.apiKey === '' ? placeholderKey : options.apiKey,
    headers: options.headers ?? {},
    timeout: options.timeout ?? 600_000,
    fetch: options.fetch ?? createNodeFetch({ clock, connectTimeout, authorities, proxyFor }),
    clock,
    concurrency: options.concurrency ?? 16,
    maxAnswerBytes: options.maxAnswerBytes ?? 64 * 1024 * 1024,
  });
  const { api } = options.baseUrl;
  if (kind === 'openai') return new OpenAIProvider(api, transport);
  return new VLLMProvider(api, transport, {
    release: options.release,
    facts: options.facts ?? createMemoryFactStore(),
    random: options.random ?? Math.random,
    now: options.now ?? (() => new Date()),
  });
}
