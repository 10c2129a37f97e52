import * as z from 'zod';
import { ApiError } from '../http/apiError';
import { respond, respondJson } from '../http/respond';
import type { Exchange } from '../http/router';
import { maxModelLength, modelName, notice } from '../identity';
import type { ApiContext } from './apiContext';
import { anything, dictionary } from './readers';
import { readBody, required } from './schema';

/** `GET /health` and `/ping`: the process answers, so it is healthy. */
export function health(_context: ApiContext, { response }: Exchange): void {
  respond(response, 200);
}

/** `GET /version`: the release whose manners this engine has; headers say who it really is. */
export function version({ emulation }: ApiContext, { response }: Exchange): void {
  respondJson(response, 200, { version: emulation.version });
}

/** `GET /load`: always 0, as on a server that does not track it. */
export function load(_context: ApiContext, { response }: Exchange): void {
  respondJson(response, 200, { server_load: 0 });
}

/** `GET /metrics` in the content type that vLLM's exporter sends. */
export function metrics(context: ApiContext, { response }: Exchange): void {
  const type = 'text/plain; version=1.0.0; charset=utf-8';
  respond(response, 200, { type, text: context.metrics.exposition(context.emulation) });
}

/** `GET /v1/models`. */
export function models(context: ApiContext, { response }: Exchange): void {
  const created = context.unixTime();
  const permission = () => ({
    id: `modelperm-${context.createId()}`,
    object: 'model_permission',
    created,
    allow_create_engine: false,
    allow_sampling: true,
    allow_logprobs: true,
    allow_search_indices: false,
    allow_view: true,
    allow_fine_tuning: false,
    organization: '*',
    group: null,
    is_blocking: false,
  });
  const card = (own: {
    readonly id: string;
    readonly root: string;
    readonly parent: string | null;
    readonly max_model_len: number | null;
  }): object => {
    const { id, ...place } = own;
    return { id, object: 'model', created, owned_by: 'vllm', ...place, permission: [permission()] };
  };
  const base = card({ id: modelName, root: notice, parent: null, max_model_len: maxModelLength });
  // An adapter's window is its parent's, and vLLM does not repeat it.
  const adapters = context.adapters.all.map(({ name, path }) =>
    card({ id: name, root: path, parent: modelName, max_model_len: null }),
  );
  respondJson(response, 200, { object: 'list', data: [base, ...adapters] });
}

/** Routes that 0.32 has closed on every server that was not started for them. */
export function scaleOut(): never {
  const message =
    'Scale-out endpoints are disabled. Restart vllm serve with --enable-scale-out to enable them.';
  throw new ApiError(403, message, 'PermissionDeniedError');
}

const decisionRequest = z.object({ state: required(anything), questions: required(dictionary) });

/** `POST /v1/systemone`: this model cannot tell how sure it is of a label. */
export function decisions(_context: ApiContext, { body }: Exchange): never {
  readBody(decisionRequest, body);
  const message = 'The model does not support the structured decision API';
  throw new ApiError(501, message, 'NotImplementedError');
}
