import { ProviderError } from '../../../src/provider/errors';
import { parseBaseUrl, type BaseUrl } from '../../../src/provider/baseUrl';
import type { LLM, ProviderKind } from '../../../src/provider/llm';
import { probe } from '../../../src/provider/probe';
import type { ServerTarget } from '../../../scripts/vllm/serverRing.mjs';
import { fenced } from './judges';
import { Raw } from './raw';

/**
 * What a server may be able to do, as the rest of the sentence “the server has no …”.
 * `adapters` are such that the person who started the ring knows of and that load.
 */
export const capabilities = [
  'vLLM release',
  'tokenizer route',
  'FIM tokens',
  'chat template',
  'thinking model',
  'thinking switch',
  'reasoning parser',
  'tool parser',
  'beam search',
  'structural tags',
  'prompt scores',
  'metrics of its work',
  'adapter routes',
  'adapters',
  'key',
  'replica',
] as const;

export type Capability = (typeof capabilities)[number];

/** What was found out about a server before its first test; plain data, for it goes to workers. */
export interface ServerFacts extends ServerTarget {
  readonly kind: ProviderKind;
  readonly release: string | undefined;
  readonly model: string;
  /** In tokens. */
  readonly contextWindow: number;
  readonly capabilities: readonly Capability[];
}

/** A window to work with where the server does not tell its own. */
const assumedWindow = 2048;

/** Throws a `ProviderError` where there is no server at this address. */
export async function discover(address: ServerTarget): Promise<ServerFacts> {
  const baseUrl = readAddress(address.baseUrl);
  const options = { baseUrl, ...(address.apiKey !== undefined && { apiKey: address.apiKey }) };
  const { llm, kind, version, models } = await probe(options);
  const base = models.find(({ parent }) => parent === undefined) ?? models[0];
  const raw = new Raw(baseUrl, address.apiKey);
  const tests = detectors({ llm, raw, model: base.id, release: version, address });
  const found: Capability[] = [];
  for (const capability of capabilities) {
    if (await tests[capability]()) found.push(capability);
  }
  return {
    ...address,
    kind,
    release: version,
    model: base.id,
    contextWindow: base.contextWindow ?? assumedWindow,
    capabilities: found,
  };
}

export function readAddress(text: string): BaseUrl {
  const baseUrl = parseBaseUrl(text);
  if (typeof baseUrl === 'string') throw new Error(`${text} is no address: ${baseUrl}`);
  return baseUrl;
}

interface Suspect {
  readonly llm: LLM;
  readonly raw: Raw;
  readonly model: string;
  readonly release: string | undefined;
  readonly address: ServerTarget;
}

function detectors({
  llm,
  raw,
  model,
  release,
  address,
}: Suspect): Readonly<Record<Capability, () => boolean | Promise<boolean>>> {
  const messages = [{ role: 'user', content: 'Write add: add two numbers' }] as const;
  const chat = { model, messages, max_tokens: 24, temperature: 0 };
  const [firstAdapter] = address.adapters;
  return {
    'vLLM release': () => release !== undefined,
    'tokenizer route': () => works(llm.tokenize({ model, text: 'a', addSpecialTokens: 'no' })),
    'FIM tokens': async () => {
      const { body } = await raw.post('root', '/tokenize', { model, prompt: '<|fim_middle|>' });
      return (body as { readonly count?: unknown } | undefined)?.count === 1;
    },
    'chat template': () => works(llm.generate({ model, messages, maxTokens: 1 })),
    'thinking model': async () => {
      const { reasoning } = await orNothing(llm.generate({ model, messages, maxTokens: 24 }));
      return reasoning !== '';
    },
    'thinking switch': async () => {
      const lengths = [true, false].map(async (thinking) => {
        const chat_template_kwargs = { enable_thinking: thinking, thinking };
        const asked = { model, messages, chat_template_kwargs };
        const { body } = await raw.post('root', '/tokenize', asked);
        return (body as { readonly count?: unknown } | undefined)?.count;
      });
      const [on, off] = await Promise.all(lengths);
      return on !== off;
    },
    // In a stream, since whole answers of 0.16.0 tell a thought that was cut as text.
    'reasoning parser': async () => {
      const { text } = await raw.post('api', '/chat/completions', { ...chat, stream: true });
      return /"reasoning(?:_content)?": ?"[^"]/.test(text);
    },
    'tool parser': async () => {
      const { status } = await raw.post('api', '/chat/completions', { ...chat, tools: [anyTool] });
      return status === 200;
    },
    'beam search': async () => {
      const beams = { use_beam_search: true, n: 2, temperature: 0, max_tokens: 1 };
      const asked = { model, prompt: 'def', ...beams };
      return (await raw.post('api', '/completions', asked)).status === 200;
    },
    'structural tags': async () => {
      const structured_outputs = { structural_tag: fenced.tag };
      const asked = { ...chat, max_tokens: 1, structured_outputs };
      return (await raw.post('api', '/chat/completions', asked)).status === 200;
    },
    'prompt scores': async () => {
      const asked = { model, prompt: 'def', echo: true, max_tokens: 0, logprobs: 1 };
      return (await raw.post('api', '/completions', asked)).status === 200;
    },
    'metrics of its work': async () =>
      (await raw.running()) !== undefined && (await raw.written()) !== undefined,
    // An empty name unloads nothing, and tells whether anybody listens.
    'adapter routes': async () => {
      const asked = { lora_name: '' };
      return (await raw.post('api', '/unload_lora_adapter', asked)).status === 400;
    },
    adapters: async () => {
      if (firstAdapter === undefined) return false;
      const name = 'trellis-ring-probe';
      return works(llm.loadAdapter(name, firstAdapter).then(() => llm.unloadAdapter(name)));
    },
    key: async () => {
      const keyless = new Raw(readAddress(address.baseUrl), undefined);
      return (await keyless.get('api', '/models')).status === 401;
    },
    replica: () => address.replica !== undefined,
  };
}

const anyTool = {
  type: 'function',
  function: { name: 'read', parameters: { type: 'object', properties: {} } },
};

async function works(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof ProviderError) return false;
    throw error;
  }
}

async function orNothing(
  call: Promise<{ readonly reasoning: string }>,
): Promise<{ readonly reasoning: string }> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ProviderError) return { reasoning: '' };
    throw error;
  }
}
