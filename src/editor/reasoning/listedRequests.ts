/** What the Reasoning view lists of the journal, and in which words. */
import { isCompletion, maxTextLength, type Entry } from '../../activity/journal';
import { assertNever } from '../../base/assertNever';
import { asLine, asTooltip } from '../../base/foreignText';
import type { ModelCard } from '../../provider/llm';
import type { Phase, ShownRequest } from '../../webview/protocol';
import { wordsForError } from '../connection/errorWords';

export interface ServerInUse {
  /** `undefined` while none is. */
  readonly address: string | undefined;
  readonly models: readonly ModelCard[];
}

/**
 * What runs, the newest first, whoever answers it: it can be stopped. Then the one that ended last,
 * if it was asked of the server in use. Completions come and go with every key and never think.
 */
export function requestsToList(entries: readonly Entry[], server: ServerInUse): readonly Entry[] {
  const running = entries
    .filter((entry) => !isCompletion(entry) && entry.state.status === 'running')
    .toReversed();
  const last = entries
    .filter((entry) => entry.state.status !== 'running' && mayThink(entry))
    .filter((entry) => server.address === undefined || entry.server === server.address)
    .toSorted((a, b) => endOf(a) - endOf(b))
    .at(-1);
  return last ? [...running, last] : running;
}

/**
 * Whose thought is shown: the request that a person chose, until a newer one is made; else the
 * newest that runs, or else the one that ended last.
 */
export function currentOf(
  listed: readonly Entry[],
  chosen: { readonly id: number; readonly newest: number } | undefined,
): Entry | undefined {
  const thinking = listed.filter(mayThink);
  const [newest] = thinking;
  const stands = chosen !== undefined && newest !== undefined && newest.id <= chosen.newest;
  const wanted = stands ? thinking.find(({ id }) => id === chosen.id) : undefined;
  return wanted ?? newest ?? listed[0];
}

export function describeRequest(entry: Entry, server: ServerInUse, now: number): ShownRequest {
  const { id, state, reasoning } = entry;
  return {
    id,
    title: titleOf(entry),
    model: asLine(modelOf(entry, server)),
    phase: phaseOf(entry),
    thought: mayThink(entry) ? 'possible' : 'none',
    answerNow: phaseOf(entry) === 'thinking' ? entry.answerNow : 'impossible',
    elapsed: entry.endedAfter ?? Math.max(0, now - entry.startedAt.getTime()),
    thoughtFor: thoughtTime(entry),
    failure:
      state.status === 'failed' ? asTooltip(wordsForError(state.error, entry.server)) : undefined,
    kept: reasoning.length < maxTextLength ? 'all' : 'beginning',
  };
}

/** Some templates think though they were asked not to. */
function mayThink(entry: Entry): boolean {
  return !isCompletion(entry) && (entry.thinking === 'on' || entry.reasoning !== '');
}

function titleOf({ label, thinking, model }: Entry): string {
  // Text that is generated into a document is asked for without a name.
  const title = label ?? (thinking === 'off' ? 'Generate' : model);
  return asLine(title.replace(/\s+/g, ' ').trim());
}

/** An adapter is named after its base, as in the status bar. */
function modelOf({ model }: Entry, { models }: ServerInUse): string {
  const parent = models.find(({ id }) => id === model)?.parent;
  return parent === undefined ? model : `${parent} · ${model}`;
}

function endOf({ startedAt, endedAfter }: Entry): number {
  return startedAt.getTime() + (endedAfter ?? 0);
}

function phaseOf({ state, reasoning, text }: Entry): Phase {
  switch (state.status) {
    case 'running':
      if (text !== '') return 'answering';
      return reasoning === '' ? 'waiting' : 'thinking';
    case 'enough':
      return 'done';
    case 'done':
      return state.finishReason === 'length' ? 'cut' : 'done';
    case 'aborted':
      return 'stopped';
    case 'failed':
      return 'failed';
    default:
      return assertNever(state);
  }
}

/** From the first token to the answer's first, or to the end where none came. */
function thoughtTime(entry: Entry): number | undefined {
  if (entry.reasoning === '' || entry.firstTokenAfter === undefined) return undefined;
  const end = entry.firstTextAfter ?? entry.endedAfter;
  return end === undefined ? undefined : end - entry.firstTokenAfter;
}
