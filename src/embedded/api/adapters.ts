import * as z from 'zod';
import { respond } from '../http/respond';
import type { Exchange } from '../http/router';
import type { ApiContext } from './apiContext';
import { flag, integer, text } from './readers';
import { defaulted, optional, readBody, required } from './schema';

const loadRequest = z.object({
  lora_name: required(text),
  lora_path: required(text),
  load_inplace: defaulted(flag, false),
  is_3d_lora_weight: defaulted(flag, false),
});

const unloadRequest = z.object({ lora_name: required(text), lora_int_id: optional(integer) });

/** `POST /v1/load_lora_adapter`; the path is a folder of code on this machine. */
export async function loadAdapter(context: ApiContext, exchange: Exchange): Promise<void> {
  const { lora_name: name, ...request } = readBody(loadRequest, exchange.body);
  const taken = request.load_inplace ? 'replace' : 'refuse';
  await context.adapters.load({ name, path: request.lora_path, taken });
  succeed(exchange, `Success: LoRA adapter '${name}' added successfully.`);
}

/** `POST /v1/unload_lora_adapter`. */
export async function unloadAdapter(context: ApiContext, exchange: Exchange): Promise<void> {
  const { lora_name: name } = readBody(unloadRequest, exchange.body);
  await context.adapters.unload(name);
  succeed(exchange, `Success: LoRA adapter '${name}' removed successfully.`);
}

/** Plain text without a content type, as vLLM answers (serve/lora/api_router.py). */
function succeed({ response }: Exchange, message: string): void {
  respond(response, 200, { type: undefined, text: message });
}
