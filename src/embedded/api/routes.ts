import type { Exchange, Route } from '../http/router';
import { loadAdapter, unloadAdapter } from './adapters';
import type { ApiContext } from './apiContext';
import { chat } from './chat';
import { complete } from './completions';
import { decisions, health, load, metrics, models, scaleOut, version } from './service';
import { detokenize, tokenize } from './tokenize';

type Handler = (context: ApiContext, exchange: Exchange) => void | Promise<void>;

type Row = readonly [methods: readonly string[], path: string, handler: Handler];

const table: readonly Row[] = [
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

const scaleOutRoutes = [
  '/v1/completions/render',
  '/v1/chat/completions/render',
  '/v1/messages/render',
  '/v1/responses/render',
  '/v1/completions/derender',
  '/v1/chat/completions/derender',
  '/inference/v1/generate',
  '/inference/v1/abort_requests',
].map((path): Row => [['POST'], path, scaleOut]);

const decisionRoutes: readonly Row[] = [[['POST'], '/v1/systemone', decisions]];

/** Everything the engine answers to. */
export function createRoutes(context: ApiContext): readonly Route[] {
  const { emulation, flags } = context;
  const absent = new Set<string>();
  if (!emulation.has('pingRoute') || emulation.has('fewRoutes')) absent.add('/ping');
  if (flags.lora === 'fixed' || emulation.has('routerRoutes')) {
    absent.add('/v1/load_lora_adapter').add('/v1/unload_lora_adapter');
  }
  const present = [
    ...table.filter(([, path]) => !absent.has(path)),
    ...(emulation.has('scaleOutForbidden') ? scaleOutRoutes : []),
    ...(emulation.has('decisionsUnsupported') ? decisionRoutes : []),
  ];
  return present.map(([methods, path, handler]) => ({
    methods,
    path,
    handle: (exchange) => handler(context, exchange),
  }));
}
