/** What the status bar item's menu offers, as a pure function. */
import { commands, type CommandName } from '../commands/commandTable';

export interface MenuRow {
  /** The command that it runs. */
  readonly value: MenuName;
  readonly icon: string;
  readonly label: string;
  readonly description?: string;
  /** Whether it stands apart from the row above. */
  readonly place: 'apart' | 'below';
}

/** In groups: what one does with code, with completions, with models, with what is sent, with the engine. */
const groups = [
  { ask: 'comment', generate: 'regex', refactorSelection: 'lightbulb', showReasoning: 'eye' },
  { toggleInline: 'wand', toggleInlineForLanguage: 'code' },
  {
    connect: 'plug',
    selectModel: 'symbol-misc',
    useAdapter: 'layers',
    loadAdapter: 'add',
    unloadAdapter: 'remove',
    createDeployment: 'server',
  },
  { showLastRequest: 'search', showLog: 'output', openSettings: 'settings-gear' },
  { restartEngine: 'debug-restart', stopEngine: 'debug-stop' },
] as const satisfies readonly Partial<Record<CommandName, string>>[];

type NamesOf<Group> = Group extends unknown ? keyof Group : never;
type MenuName = NamesOf<(typeof groups)[number]>;

export interface MenuState {
  readonly engine: 'running' | 'ended';
  /** Whether completions come while somebody types: anywhere, and in the language in front. */
  readonly completions: 'on' | 'off';
  readonly language?: { readonly id: string; readonly completions: 'on' | 'off' } | undefined;
}

export function menuRows(state: MenuState): readonly MenuRow[] {
  return groups.flatMap((group, before) =>
    Object.entries(group)
      .filter(([name]) => name !== 'stopEngine' || state.engine === 'running')
      .map(([name, icon], at) => ({
        value: name as MenuName,
        icon,
        ...wordsFor(name as MenuName, state),
        place: at === 0 && before > 0 ? 'apart' : 'below',
      })),
  );
}

function wordsFor(
  name: MenuName,
  { engine, completions, language }: MenuState,
): Pick<MenuRow, 'label' | 'description'> {
  if (name === 'toggleInline') return { label: commands[name].title, description: completions };
  if (name === 'toggleInlineForLanguage') {
    const description = language && `${language.id}: ${language.completions}`;
    return { label: 'Completions for This Language', ...(description && { description }) };
  }
  const starts = name === 'restartEngine' && engine === 'ended';
  return { label: starts ? 'Start Embedded Engine' : commands[name].title };
}
