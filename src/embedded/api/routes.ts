import type { Exchange, Route } from '../http/router';
import { loadAdapter, unloadAdapter } from './adapters';
import type { ApiContext } from './apiContext';
import { chat } from './chat';
import { complete } from './completions';
import { health, load, metrics, models, version } from './service';
import { detokenize, tokenize } from './tokenize';

type Handler = (context: ApiContext, exchange: Exchange) => void | Promise<void>;

const table: readonly (readonly [methods: readonly string[], path: string, handler: Handler])[] = [
  [['GET'], '/health', health],
  [['GET', 'POST'], '/ping', health],
  [['GET'], '/load', load],
  [['GET'], '/version', version],
  [['GET'], '/metrics', metrics],
  [['GET'], '/v1/models', models],
  [['POST'], '/v1/load_lora_adapter', loadAdapter],
  [['POST'], '/v1/unload_lora_adapter', unloadAdapter],
  [['POST'], '/v1/completions', complete],
  [['POST'], '/v1/chat/completions', chat],
  [['POST'], '/tokenize', tokenize],
  [['POST'], '/detokenize', detokenize],
];

/** Everything the engine answers to. */
export function createRoutes(context: ApiContext): readonly Route[] {
  return table.map(([methods, path, handler]) => ({
    methods,
    path,
    handle: (exchange) => handler(context, exchange),
  }));
}
