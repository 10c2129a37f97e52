import { isAbortError } from '../../base/abort';
import { trimmedKey } from '../../provider/apiKey';
import { likelyBaseUrls, type BaseUrl } from '../../provider/baseUrl';
import type { LLMOptions } from '../../provider/createLLM';
import { resultOrError, ProviderError } from '../../provider/errors';
import type { ProbedServer } from '../../provider/probe';
import type { Configuration } from '../configuration';
import type { ApiKeyStore } from './apiKeyStore';
import type { ProbeServer } from './probeServer';
import type { RecentServers } from './recentServers';
import { withKey, type ServerOptions } from './serverOptions';
import { wordsForAddress, wordsForAttempt, wordsForKey } from './errorWords';
import { askText, required } from '../window/askText';
import { showError } from '../window/messages';
import { withProgress } from '../window/progress';
import { typeOrPick } from '../window/typeOrPick';

export interface ConfigureServerOptions {
  readonly configuration: Configuration;
  readonly keys: ApiKeyStore;
  readonly serverOptions: ServerOptions;
  readonly recent: RecentServers;
  readonly probe: ProbeServer;
  /** Called after address and key were saved. */
  readonly onConnected: () => void;
}

/** Asks for an address, and a key if the server wants one; saves them only once both work. */
export async function configureServer(options: ConfigureServerOptions): Promise<void> {
  let typed: string | undefined;
  for (;;) {
    typed = await askAddress(options, typed);
    if (typed === undefined) return;
    const likely = likelyBaseUrls(typed);
    if (typeof likely === 'string') continue;
    const outcome = await attempt(options, likely);
    if (outcome === 'cancelled' || outcome === 'saved') return;
    const again = 'Try Again';
    const choice = await showError(wordsForAttempt(outcome, likely), again);
    if (choice !== again) return;
  }
}

async function attempt(
  options: ConfigureServerOptions,
  likely: readonly [BaseUrl, ...BaseUrl[]],
): Promise<'saved' | 'cancelled' | ProviderError> {
  const { configuration, keys } = options;
  // In one message: the workbench shows no more than three within a second, and the last is the error.
  const found = await asking((signal, tell) => firstToAnswer(options, likely, { signal, tell }));
  if (found === 'cancelled') return found;
  const { baseUrl, key: stored } = found;
  let { key, server } = found;
  // Only a 401 asks for a key; a 403 is some other server's way to say no.
  while (server instanceof ProviderError && server.status === 401) {
    key = await askKey(wordsForKey(baseUrl.origin, server));
    if (key === undefined) return 'cancelled';
    const at = await options.serverOptions.read(baseUrl);
    const asked = withKey(at, key);
    const answer = await asking((signal, tell) => ask(options, asked, { signal, tell }));
    if (answer === 'cancelled') return answer;
    server = answer;
  }
  if (server instanceof ProviderError) return server;
  if (key !== undefined && key !== stored) await keys.set(baseUrl.origin, key);
  await configuration.set('server.url', baseUrl.api);
  await options.recent.add(baseUrl.api);
  // A model that was chosen at another server would make every request fail here.
  const chosen = configuration.get('server.model');
  if (!server.models.some(({ id }) => id === chosen)) await configuration.set('server.model', '');
  options.onConnected();
  return 'saved';
}

interface Answer {
  readonly baseUrl: BaseUrl;
  readonly key: string | undefined;
  readonly server: ProbedServer | ProviderError;
}

interface Failure extends Answer {
  readonly server: ProviderError;
}

/** How long questions may go on, and who hears which one is asked. */
interface Asking {
  readonly signal: AbortSignal;
  readonly tell: (step: string) => void;
}

/** Shows that servers are asked; a person may end it. */
async function asking<T>(
  task: (signal: AbortSignal, tell: Asking['tell']) => Promise<T>,
): Promise<T | 'cancelled'> {
  return withProgress('Trellis: Connecting', async (signal, tell) => {
    try {
      return await task(signal, tell);
    } catch (error) {
      if (isAbortError(error)) return 'cancelled';
      throw error;
    }
  });
}

/** Asks one after the other until a server answers, be it that it asks for a key; else the first failure. */
async function firstToAnswer(
  options: ConfigureServerOptions,
  likely: readonly [BaseUrl, ...BaseUrl[]],
  asked: Asking,
): Promise<Answer> {
  const failures: Failure[] = [];
  for (const baseUrl of likely) {
    const key = await options.keys.get(baseUrl.origin);
    const at = withKey(await options.serverOptions.read(baseUrl), key);
    const server = await ask(options, at, asked);
    if (!(server instanceof ProviderError)) return { baseUrl, key, server };
    if (server.status === 401) return { baseUrl, key, server };
    failures.push({ baseUrl, key, server });
  }
  // Something that answers wrongly says more than nothing at all.
  const [first] = failures;
  const told = failures.find(({ server }) => server.code !== 'unreachable') ?? first;
  if (!told) throw new Error('there is no address to ask');
  return told;
}

async function ask(
  { probe }: ConfigureServerOptions,
  server: LLMOptions,
  { signal, tell }: Asking,
): Promise<ProbedServer | ProviderError> {
  tell(`${server.baseUrl.api}…`);
  return resultOrError(probe({ ...server, timeout: 15_000 }, { signal }));
}

/** From a list where somebody connected before, else in a box that holds what the settings say. */
async function askAddress(
  { configuration, recent }: ConfigureServerOptions,
  typed: string | undefined,
): Promise<string | undefined> {
  const title = 'Trellis: Connect to Server';
  const prompt = 'Address of your vLLM server, as seen from the machine where this extension runs';
  const current = configuration.get('server.url');
  const problemWith = (text: string): string | undefined => {
    const likely = likelyBaseUrls(text);
    return typeof likely === 'string' ? wordsForAddress(likely) : undefined;
  };
  const before = recent.all.filter((address) => address !== current);
  if (typed !== undefined || before.length === 0) {
    const value = typed ?? current;
    const placeholder = 'http://localhost:8000/v1';
    return askText({ title, prompt, placeholder, value, problemWith });
  }
  return typeOrPick({
    title,
    placeholder: prompt,
    offered: [
      { text: current, description: 'in use' },
      ...before.map((text) => ({ text, description: 'used before' })),
    ],
    problemWith,
  });
}

async function askKey(prompt: string): Promise<string | undefined> {
  const key = await askText({
    title: 'Trellis: API Key',
    prompt,
    shown: 'as-dots',
    problemWith: required('Enter the key'),
  });
  return key === undefined ? undefined : trimmedKey(key);
}
