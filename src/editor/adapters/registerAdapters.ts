import * as vscode from 'vscode';
import * as z from 'zod';
import type { ChosenModel } from '../../adapters/chooseTarget';
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
import { commands } from '../commands/commandTable';
import { registerCommands } from '../commands/registerCommands';
import { requireTarget } from '../connection/requireTarget';
import { offerTryAgain } from '../offerTryAgain';
import type { Session } from '../connection/session';
import { wordsForError } from '../connection/errorWords';
import { askFirst, showError, showInformation, showWarning } from '../window/messages';
import { pickRow, type Row } from '../window/pickRow';
import { withProgress } from '../window/progress';

/** A key binding may say what the commands would ask for. */
const commandArguments = z.looseObject({
  name: z.string().min(1).optional(),
  path: z.string().min(1).optional(),
});

type Arguments = z.infer<typeof commandArguments>;

/** `Use Adapter…`, `Load Adapter…` and `Unload Adapter…`. */
export function registerAdapters(session: Session): Disposable {
  const handle =
    (command: (session: Session, given: Arguments) => Promise<void>) => (given: unknown) =>
      command(session, commandArguments.safeParse(given).data ?? {});
  return registerCommands({
    useAdapter: handle(useAdapter),
    loadAdapter: handle(loadAdapter),
    unloadAdapter: handle(unloadAdapter),
  });
}

/** Chooses for this workspace among what the server lists just now. */
async function useAdapter(session: Session, given: Arguments): Promise<void> {
  const now = await listed(session, () => useAdapter(session, given));
  if (!now) return;
  const { server, chosen } = now;
  const items = adapterItems(server.models, chosen);
  if (given.name !== undefined) {
    const known = items.find(({ label }) => label === given.name);
    if (known) return session.useAdapter(known.adapter);
    const words = `The server lists no adapter named “${given.name}”.`;
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
        : `“${chosen.missing}” is not on the server any more`,
    rows: [...rows, load],
    focused: rows.find(({ value }) => value.current === 'yes'),
  });
  if (!picked) return;
  if (picked.value) await session.useAdapter(picked.value.adapter);
  else await loadAdapter(session, {});
}

async function loadAdapter(session: Session, given: Arguments): Promise<void> {
  const now = await listed(session, () => loadAdapter(session, given));
  if (!now) return;
  const { server } = now;
  const taken = server.models.map(({ id }) => id);
  const asked = await askForAdapter({ ...given, taken, source: session.source });
  if (!asked) return;
  const { name, path } = asked;
  const done = await attempt(session, {
    title: `Trellis: loading ${name}…`,
    about: { route: 'load', name, path, address: server.llm.baseUrl },
    llm: server.llm,
    call: (signal) => server.llm.loadAdapter(name, path, { signal }),
  });
  if (done === 'failed') return;
  // Not waited for: the command is done, whether or not anybody answers.
  void offerUse(session, name);
}

async function offerUse(session: Session, name: string): Promise<void> {
  const use = 'Use in This Workspace';
  const choice = await showInformation(`“${name}” is loaded.`, use);
  if (choice === use) await useAdapter(session, { name });
}

async function unloadAdapter(session: Session, given: Arguments): Promise<void> {
  const now = await listed(session, () => unloadAdapter(session, given));
  if (!now) return;
  const { server, chosen } = now;
  const name = given.name ?? (await pickLoaded(server, chosen));
  if (name === undefined) return;
  const about: AdapterAttempt = { route: 'unload', name, path: '', address: server.llm.baseUrl };
  const unload = 'Unload';
  // Also where a key binding names it: whoever else uses the server is not asked at all.
  const answer = await askFirst(questionBeforeUnloading(about, session.source), unload);
  if (answer !== unload) return;
  const done = await attempt(session, {
    title: `Trellis: unloading ${name}…`,
    about,
    llm: server.llm,
    call: (signal) => server.llm.unloadAdapter(name, { signal }),
  });
  if (done === 'failed') return;
  const inUse = chosen.model.id === name;
  if (inUse) await session.useAdapter(undefined);
  const next = session.chosen?.model.id;
  const words = inUse && next ? ` Requests from this workspace go to ${next} now.` : '';
  void showInformation(`“${name}” is unloaded.${words}`);
}

async function pickLoaded(server: ProbedServer, chosen: ChosenModel): Promise<string | undefined> {
  const items = adapterItems(server.models, chosen).filter(({ adapter }) => adapter !== undefined);
  if (items.length === 0) {
    void showInformation(`${server.llm.baseUrl} has no adapter loaded.`);
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
async function listed(session: Session, again: () => unknown): Promise<Listed | undefined> {
  const target = await requireTarget(session);
  if (!target) return undefined;
  try {
    await session.refreshModels();
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    session.report(error);
    offerTryAgain({
      error,
      words: wordsForError(error, target.llm.baseUrl),
      again,
      show: showError,
    });
    return undefined;
  }
  const { server, chosen } = session;
  return server && chosen && { server, chosen };
}

interface Attempt {
  readonly title: string;
  readonly about: AdapterAttempt;
  readonly llm: LLM;
  readonly call: (signal: AbortSignal) => Promise<void>;
}

/** The same once more, from its beginning: others may have done it meanwhile. */
function anew({ route, name, path }: AdapterAttempt): unknown {
  const { id } = commands[route === 'load' ? 'loadAdapter' : 'unloadAdapter'];
  return vscode.commands.executeCommand(id, route === 'load' ? { name, path } : { name });
}

/** Asks the server, with progress, and reads its list again; a failure is told. */
async function attempt(
  session: Session,
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
      if (error.code === 'unreachable') session.report(error);
      const words = wordsForRefusal(error, about);
      offerTryAgain({ error, words, again: () => anew(about), show: showError });
      return 'failed';
    }
  });
}
