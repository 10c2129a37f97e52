import type { CallOptions } from '../llm';
import type { Transport } from '../transport/transport';
import { encodeLoad, encodeUnload } from '../wire/adapters';
import type { Body } from '../wire/body';

/** @param path on the server's machine */
export function loadAdapter(
  transport: Transport,
  { name, path }: { readonly name: string; readonly path: string },
  options: CallOptions,
): Promise<void> {
  return change(transport, '/load_lora_adapter', encodeLoad(name, path), options);
}

export function unloadAdapter(
  transport: Transport,
  name: string,
  options: CallOptions,
): Promise<void> {
  return change(transport, '/unload_lora_adapter', encodeUnload(name), options);
}

/** Its success is plain text without a content type (seen on 0.10.2 to 0.32.0). */
async function change(
  transport: Transport,
  path: string,
  body: Body,
  options: CallOptions,
): Promise<void> {
  const call = { method: 'POST', mount: 'api', path, body } as const;
  // A connection of its own never is stale, so that nothing has to be sent twice.
  await transport.text(call, { ...options, connection: 'fresh' });
}
