import { isAbortError } from '../../base/abort';
import { trimmedKey } from '../../provider/apiKey';
import { parseBaseUrl, type BaseUrl } from '../../provider/baseUrl';
import type { LLMOptions } from '../../provider/createLLM';
import { ProviderError } from '../../provider/errors';
import type { Server } from '../../provider/probe';
import type { Configuration } from '../configuration';
import type { Keys } from '../keys';
import { withKey, type ServerOptions } from '../serverOptions';
import { wordsForAddress, wordsForError, wordsForKey } from '../words';
import { askText } from '../window/askText';
import { showError } from '../window/messages';
import { withProgress } from '../window/progress';

export interface ConnectOptions {
  readonly configuration: Configuration;
  readonly keys: Keys;
  readonly serverOptions: ServerOptions;
  readonly probe: (options: LLMOptions, call: { signal: AbortSignal }) => Promise<Server>;
  /** Called after address and key were saved. */
  readonly onConnected: () => void;
}

/** Asks for an address, and a key if the server wants one; saves them only once both work. */
export async function connect(options: ConnectOptions): Promise<void> {
  let address: string | undefined = options.configuration.get('server.url');
  for (;;) {
    address = await askAddress(address);
    if (address === undefined) return;
    const baseUrl = parseBaseUrl(address);
    if (typeof baseUrl === 'string') continue;
    const outcome = await attempt(options, baseUrl);
    if (outcome === 'cancelled') return;
    if (outcome === 'saved') return;
    const again = 'Try Again';
    const choice = await showError(wordsForError(outcome, baseUrl.api), again);
    if (choice !== again) return;
  }
}

async function attempt(
  options: ConnectOptions,
  baseUrl: BaseUrl,
): Promise<'saved' | 'cancelled' | ProviderError> {
  const { configuration, keys } = options;
  const at = await options.serverOptions.read(baseUrl);
  const stored = await keys.get(baseUrl.origin);
  let key = stored;
  let server = await ask(options, withKey(at, key));
  // Only a 401 asks for a key; a 403 is some other server's way to say no.
  while (server instanceof ProviderError && server.status === 401) {
    key = await askKey(wordsForKey(baseUrl.origin, server));
    if (key === undefined) return 'cancelled';
    server = await ask(options, withKey(at, key));
  }
  if (server === 'cancelled' || server instanceof ProviderError) return server;
  if (key !== undefined && key !== stored) await keys.set(baseUrl.origin, key);
  await configuration.set('server.url', baseUrl.api);
  // A model that was chosen at another server would make every request fail here.
  const chosen = configuration.get('server.model');
  if (!server.models.some(({ id }) => id === chosen)) await configuration.set('server.model', '');
  options.onConnected();
  return 'saved';
}

async function ask(
  { probe }: ConnectOptions,
  server: LLMOptions,
): Promise<Server | ProviderError | 'cancelled'> {
  return withProgress(`Trellis: asking ${server.baseUrl.api}…`, async (signal) => {
    try {
      return await probe({ ...server, timeout: 15_000 }, { signal });
    } catch (error) {
      if (error instanceof ProviderError) return error;
      if (isAbortError(error)) return 'cancelled';
      throw error;
    }
  });
}

async function askAddress(value: string): Promise<string | undefined> {
  return askText({
    title: 'Trellis: Connect to Server',
    prompt: 'Address of your vLLM server, as seen from the machine where this extension runs',
    placeholder: 'http://localhost:8000/v1',
    value,
    problemWith: (text) => {
      const parsed = parseBaseUrl(text);
      return typeof parsed === 'string' ? wordsForAddress(parsed) : undefined;
    },
  });
}

async function askKey(prompt: string): Promise<string | undefined> {
  const key = await askText({
    title: 'Trellis: API Key',
    prompt,
    shown: 'as-dots',
    problemWith: (text) => (text.trim() === '' ? 'Enter the key' : undefined),
  });
  return key === undefined ? undefined : trimmedKey(key);
}
