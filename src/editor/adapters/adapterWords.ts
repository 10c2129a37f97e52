/** Sentences about adapters, made from what the rooms below report in codes. */
import { adapterRefusal } from '../../adapters/adapterRefusal';
import { assertNever } from '../../base/assertNever';
import type { ProviderError } from '../../provider/errors';
import type { ServerSource } from '../status/statusOf';
import { wordsForError } from '../connection/errorWords';

/** What was asked of a server. */
export interface AdapterAttempt {
  readonly route: 'load' | 'unload';
  readonly name: string;
  /** As it was given: servers hide it in their answers. */
  readonly path: string;
  readonly address: string;
}

/** The ranks that `--max-lora-rank` takes (vLLM config/lora.py). */
const ranks = [1, 8, 16, 32, 64, 128, 256, 320, 512];

/** Says why an adapter was not loaded or unloaded, and which switch of the server would mend it. */
export function wordsForRefusal(error: ProviderError, attempt: AdapterAttempt): string {
  const { route, name, path, address } = attempt;
  const refusal = adapterRefusal(error, route);
  switch (refusal.kind) {
    case 'routes-off':
      return `${address} does not ${route} adapters while it runs. Start vLLM with --enable-lora, and with VLLM_ALLOW_RUNTIME_LORA_UPDATING=True in its environment. Behind a router, connect to the server's own address.`;
    case 'lora-off':
      return 'The server was started without LoRA support. Start vLLM with --enable-lora.';
    case 'no-such-path':
      return `The server found no adapter at “${path}”. The path must exist on the server's machine, or in its container if vLLM runs in one.`;
    case 'rank-too-high':
      return `“${name}” has rank ${refusal.rank}, but the server allows ${refusal.most} at most. Start vLLM with --max-lora-rank ${ranks.find((rank) => rank >= refusal.rank) ?? refusal.rank}.`;
    case 'other-architecture':
      return `“${name}” was made for a different model. ${said(error)}`;
    case 'name-taken':
      return `The server already has an adapter named “${name}”. Choose another name.`;
    case 'name-of-base':
      return `“${name}” is the name of a model on the server. Choose another name for the adapter.`;
    case 'not-loaded':
      return `The server no longer has an adapter named “${name}”.`;
    case 'not-vllm':
      return `${address} is not vLLM. Only vLLM can load and unload adapters while it runs.`;
    case 'unknown':
      return wordsForError(error, address);
    default:
      return assertNever(refusal);
  }
}

/** What is asked before an adapter is taken away: from everybody, but for the engine of one window. */
export function questionBeforeUnloading(
  { name, address }: Pick<AdapterAttempt, 'name' | 'address'>,
  source: ServerSource,
): string {
  return source === 'embedded'
    ? `Unload “${name}” from the embedded engine in this window?`
    : `Unload “${name}” for everyone? Everyone who uses ${address} loses it until it is loaded again.`;
}

/** There are several servers behind the address, and the request reached one of them. */
export function wordsForReplicas({ route, name, address }: AdapterAttempt): string {
  const wrong = route === 'load' ? 'do not have' : 'still have';
  return `Several servers answer at ${address}, and some ${wrong} “${name}”. To ${route} it everywhere, connect to each server at its own address.`;
}

function said(error: ProviderError): string {
  return `The server says: ${error.message}`;
}

/** What to know about the name of an adapter that is loaded. */
export const adapterNameAdvice =
  'Name of the adapter. Give changed weights a new name, such as style-v2: under the old one, vLLM 0.11.2 to 0.30 may answer from its cache.';

export function problemWithAdapterName(name: string, taken: readonly string[]): string | undefined {
  const trimmed = name.trim();
  if (trimmed === '') return 'Enter a name';
  return taken.includes(trimmed) ? 'The server already has a model with this name' : undefined;
}
