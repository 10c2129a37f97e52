/** What the status bar item's menu offers, as a pure function. */
import { commands, type CommandName } from './commandTable';

export interface MenuRow {
  /** The command that it runs. */
  readonly value: MenuName;
  readonly icon: string;
  readonly label: string;
  /** Whether it stands apart from the row above. */
  readonly place: 'apart' | 'below';
}

/** In groups: what one does with code, with models, with what is sent, with the engine. */
const groups = [
  { ask: 'comment', generate: 'regex', refactorSelection: 'lightbulb', toggleInline: 'wand' },
  {
    connect: 'plug',
    selectModel: 'symbol-misc',
    useAdapter: 'layers',
    loadAdapter: 'add',
    unloadAdapter: 'remove',
  },
  { showLastRequest: 'search', showLog: 'output' },
  { restartEngine: 'debug-restart', stopEngine: 'debug-stop' },
] as const satisfies readonly Partial<Record<CommandName, string>>[];

type NamesOf<Group> = Group extends unknown ? keyof Group : never;
type MenuName = NamesOf<(typeof groups)[number]>;

export function menuRows(engine: 'running' | 'ended'): readonly MenuRow[] {
  return groups.flatMap((group, before) =>
    Object.entries(group)
      .filter(([name]) => name !== 'stopEngine' || engine === 'running')
      .map(([name, icon], at) => ({
        value: name as MenuName,
        icon,
        label: titleOf(name as MenuName, engine),
        place: at === 0 && before > 0 ? 'apart' : 'below',
      })),
  );
}

function titleOf(name: MenuName, engine: 'running' | 'ended'): string {
  if (name === 'restartEngine' && engine === 'ended') return 'Start Embedded Engine';
  return commands[name].title;
}
