import type { ChosenModel } from '../../adapters/chooseModel';
import { checkReplicas } from '../../adapters/checkReplicas';
import { isAbortError } from '../../base/abort';
import type { Disposable } from '../../base/disposable';
import { ProviderError } from '../../provider/errors';
import type { LLM } from '../../provider/llm';
import type { ProbedServer } from '../../provider/probe';
import { adapterItems, type AdapterItem } from './adapterItems';
import {
  questionBeforeUnloading,
  wordsForRefusal,
  wordsForReplicas,
  type AdapterAttempt,
} from './adapterWords';
import { askForAdapter } from './askForAdapter';
import { commands, type CommandArgument } from '../commands/commandTable';
import { registerCommands } from '../commands/registerCommands';
import { runTrellisCommand } from '../commands/runTrellisCommand';
import type { ModelChoice } from '../connection/modelChoice';
import { requireTarget } from '../connection/requireTarget';
import { offerTryAgain } from '../window/offerTryAgain';
import type { Session } from '../connection/session';
import { wordsForError } from '../connection/errorWords';
import { askFirst, showError, showInformation, showWarning } from '../window/messages';
import { pickRow, type Row } from '../window/pickRow';
import { withProgress } from '../window/progress';

export interface RegisterAdaptersOptions {
  readonly session: Pick<Session, 'connection' | 'source' | 'server' | 'refreshModels'>;
  readonly models: Pick<ModelChoice, 'target' | 'chosen' | 'useAdapter'>;
  readonly onFailure: (error: ProviderError) => void;
}

/** `Use Adapter…`, `Load Adapter…` and `Unload Adapter…`. */
export function registerAdapters(feature: RegisterAdaptersOptions): Disposable {
  return registerCommands({
    useAdapter: (given) => useAdapter(feature, given ?? {}),
    loadAdapter: (given) => loadAdapter(feature, given ?? {}),
    unloadAdapter: (given) => unloadAdapter(feature, given ?? {}),
  });
}

/** Chooses for this workspace among what the server lists just now. */
async function useAdapter(
  feature: RegisterAdaptersOptions,
  given: CommandArgument<'useAdapter'>,
): Promise<void> {
  const now = await listed(feature, () => useAdapter(feature, given));
  if (!now) return;
  const { server, chosen } = now;
  const items = adapterItems(server.models, chosen);
  if (given.name !== undefined) {
    const known = items.find(({ label }) => label === given.name);
    if (known) return feature.models.useAdapter(known.adapter);
    const words = `The server has no adapter named “${given.name}”.`;
    void showError(words);
    return;
  }
  const rows = items.map(row);
  const load: Row<AdapterItem | undefined> = {
    label: commands.loadAdapter.title,
    icon: 'add',
    place: 'apart',
    stays: 'always',
    value: undefined,
  };
  const picked = await pickRow({
    title: 'Trellis: Use Adapter in This Workspace',
    placeholder:
      chosen.missing === undefined
        ? `Adapters of ${server.llm.baseUrl}`
        : `“${chosen.missing}” is no longer on the server`,
    rows: [...rows, load],
    focused: rows.find(({ value }) => value.current === 'yes'),
  });
  if (!picked) return;
  if (picked.value) await feature.models.useAdapter(picked.value.adapter);
  else await loadAdapter(feature, {});
}

async function loadAdapter(
  feature: RegisterAdaptersOptions,
  given: CommandArgument<'loadAdapter'>,
): Promise<void> {
  const now = await listed(feature, () => loadAdapter(feature, given));
  if (!now) return;
  const { server } = now;
  const taken = server.models.map(({ id }) => id);
  const asked = await askForAdapter({ ...given, taken, source: feature.session.source });
  if (!asked) return;
  const { name, path } = asked;
  const done = await attempt(feature, {
    title: `Trellis: Loading ${name}…`,
    about: { route: 'load', name, path, address: server.llm.baseUrl },
    llm: server.llm,
    call: (signal) => server.llm.loadAdapter(name, path, { signal }),
  });
  if (done === 'failed') return;
  // Not waited for: the command is done, whether or not anybody answers.
  void offerUse(feature, name);
}

async function offerUse(feature: RegisterAdaptersOptions, name: string): Promise<void> {
  const use = 'Use in This Workspace';
  const choice = await showInformation(`“${name}” is loaded.`, use);
  if (choice === use) await useAdapter(feature, { name });
}

async function unloadAdapter(
  feature: RegisterAdaptersOptions,
  given: CommandArgument<'unloadAdapter'>,
): Promise<void> {
  const now = await listed(feature, () => unloadAdapter(feature, given));
  if (!now) return;
  const { server, chosen } = now;
  const name = given.name ?? (await pickLoaded(server, chosen));
  if (name === undefined) return;
  const about: AdapterAttempt = { route: 'unload', name, path: '', address: server.llm.baseUrl };
  const unload = 'Unload';
  // Also where a key binding names it: whoever else uses the server is not asked at all.
  const answer = await askFirst(questionBeforeUnloading(about, feature.session.source), unload);
  if (answer !== unload) return;
  const done = await attempt(feature, {
    title: `Trellis: Unloading ${name}…`,
    about,
    llm: server.llm,
    call: (signal) => server.llm.unloadAdapter(name, { signal }),
  });
  if (done === 'failed') return;
  const inUse = chosen.model.id === name;
  if (inUse) await feature.models.useAdapter(undefined);
  const next = feature.models.chosen?.model.id;
  const words = inUse && next ? ` This workspace now uses ${next}.` : '';
  void showInformation(`“${name}” is unloaded.${words}`);
}

async function pickLoaded(server: ProbedServer, chosen: ChosenModel): Promise<string | undefined> {
  const items = adapterItems(server.models, chosen).filter(({ adapter }) => adapter !== undefined);
  if (items.length === 0) {
    void showInformation(`${server.llm.baseUrl} has no adapters loaded.`);
    return undefined;
  }
  const picked = await pickRow({
    title: 'Trellis: Unload Adapter',
    placeholder: `Adapters of ${server.llm.baseUrl}`,
    rows: items.map(row),
  });
  return picked?.value.adapter;
}

function row(item: AdapterItem): Row<AdapterItem> {
  const { label, description, current } = item;
  return { label, description, icon: current === 'yes' ? 'check' : 'blank', value: item };
}

interface Listed {
  readonly server: ProbedServer;
  readonly chosen: ChosenModel;
}

/** What the server lists just now; others may have loaded something meanwhile. */
async function listed(
  { session, models, onFailure }: RegisterAdaptersOptions,
  again: () => unknown,
): Promise<Listed | undefined> {
  const target = await requireTarget({ session, models });
  if (!target) return undefined;
  try {
    await session.refreshModels();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    onFailure(error);
    offerTryAgain({
      error,
      words: wordsForError(error, target.llm.baseUrl),
      again,
      show: showError,
    });
    return undefined;
  }
  const { server } = session;
  const { chosen } = models;
  return server && chosen && { server, chosen };
}

interface Attempt {
  readonly title: string;
  readonly about: AdapterAttempt;
  readonly llm: LLM;
  readonly call: (signal: AbortSignal) => Promise<void>;
}

/** Runs the command again from its beginning: others may have done it meanwhile. */
function anew({ route, name, path }: AdapterAttempt): Promise<void> {
  return route === 'load'
    ? runTrellisCommand('loadAdapter', { name, path })
    : runTrellisCommand('unloadAdapter', { name });
}

/** Asks the server, with progress, and reads its list again; a failure is told. */
async function attempt(
  { session, onFailure }: RegisterAdaptersOptions,
  { title, about, llm, call }: Attempt,
): Promise<'done' | 'failed'> {
  return withProgress(title, async (signal) => {
    try {
      await call(signal);
      await session.refreshModels();
      const state = about.route === 'load' ? 'listed' : 'unlisted';
      if ((await checkReplicas(llm, about.name, state, { signal })) === 'somewhere') {
        void showWarning(wordsForReplicas(about));
      }
      return 'done';
    } catch (error) {
      if (isAbortError(error)) return 'failed';
      if (!(error instanceof ProviderError)) throw error;
      if (error.code === 'unreachable') onFailure(error);
      const words = wordsForRefusal(error, about);
      offerTryAgain({ error, words, again: () => anew(about), show: showError });
      return 'failed';
    }
  });
}
