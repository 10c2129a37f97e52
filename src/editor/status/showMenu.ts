import * as vscode from 'vscode';
import { runTrellisCommand } from '../commands/runTrellisCommand';
import type { Configuration } from '../configuration';
import type { StartableEngine } from '../connection/connectionKeeper';
import { menuRows } from './menuRows';
import type { Status } from './statusOf';
import { pickRow } from '../window/pickRow';

export interface MenuSources {
  readonly status: Status;
  readonly engine: Pick<StartableEngine, 'running'>;
  readonly configuration: Pick<Configuration, 'get'>;
}

/** The status bar item's menu: how things stand, and what is possible. */
export async function showMenu({ status, engine, configuration }: MenuSources): Promise<void> {
  const completions = (scope?: vscode.TextDocument): 'on' | 'off' =>
    configuration.get('inline.enabled', scope) ? 'on' : 'off';
  const document = vscode.window.activeTextEditor?.document;
  const chosen = await pickRow({
    title: 'Trellis',
    placeholder: status.lines.join(' '),
    rows: menuRows({
      engine: engine.running ? 'running' : 'ended',
      completions: completions(),
      language: document && { id: document.languageId, completions: completions(document) },
    }),
  });
  if (chosen) await runTrellisCommand(chosen.value);
}
