/** The list of what was asked lately, as a pure function of the journal. */
import { isCompletion, type Entry } from '../../activity/journal';
import { assertNever } from '../../base/assertNever';

export interface RequestListRow {
  /** Of the journal's entry. */
  readonly value: number;
  readonly icon: string;
  readonly label: string;
  readonly description: string;
  readonly place: 'apart' | 'below';
  readonly section: string;
}

/** The newest first; completions below what was asked by hand, so that they never hide it. */
export function requestRows(entries: readonly Entry[]): readonly RequestListRow[] {
  const newest = entries.toReversed();
  const sections = [
    { section: 'Requests', entries: newest.filter((entry) => !isCompletion(entry)) },
    { section: 'Completions', entries: newest.filter(isCompletion) },
  ];
  return sections.flatMap(({ section, entries: listed }) =>
    listed.map((entry, at) => ({
      value: entry.id,
      ...kindOf(entry),
      description: [entry.model, stateOf(entry), entry.startedAt.toLocaleTimeString()].join(' · '),
      place: at === 0 ? 'apart' : 'below',
      section,
    })),
  );
}

/** Which feature asked, by the icon that it has in the menu, and what it asked. */
function kindOf(entry: Entry): Pick<RequestListRow, 'icon' | 'label'> {
  const { method, label, thinking } = entry;
  switch (method) {
    case 'complete':
      return { icon: 'wand', label: label ?? 'An empty line' };
    case 'candidates':
      return { icon: 'lightbulb', label: label ?? 'Refactor' };
    case 'stream':
    case 'generate':
    case 'answerNow':
      return thinking === 'off'
        ? { icon: 'regex', label: label ?? 'Generate' }
        : { icon: 'comment', label: label === undefined ? 'Ask' : `Ask: ${label}` };
    default:
      return assertNever(method);
  }
}

function stateOf({ state, endedAfter = 0 }: Entry): string {
  switch (state.status) {
    case 'running':
      return 'running';
    case 'done':
    case 'enough':
      return `done in ${seconds(endedAfter)}`;
    case 'aborted':
      return `stopped after ${seconds(endedAfter)}`;
    case 'failed':
      return `failed after ${seconds(endedAfter)}`;
    default:
      return assertNever(state);
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
