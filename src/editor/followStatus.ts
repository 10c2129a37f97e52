import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { Configuration } from './configuration';
import type { Engine } from './connectionKeeper';
import type { Readable } from './readable';
import type { Session } from './session';
import { statusOf, type Status } from './status';
import { StatusBar } from './statusBar';

export interface StatusSources {
  readonly session: Session;
  readonly engine: Engine;
  readonly configuration: Configuration;
  readonly readable: Readable;
}

export interface FollowedStatus extends Disposable {
  /** What the status bar says just now. */
  readonly current: Status;
}

/** Keeps the status bar and the context keys true to what is going on. */
export function followStatus(sources: StatusSources): FollowedStatus {
  const { session, engine, configuration, readable } = sources;
  const store = new DisposableStore();
  const bar = store.add(new StatusBar());
  let current = statusOf(session.status('on'));
  const refresh = async (): Promise<void> => {
    const document = vscode.window.activeTextEditor?.document;
    const exclusion = document && (await readable.exclusionOf(document));
    if (store.isDisposed || document !== vscode.window.activeTextEditor?.document) return;
    const enabled = configuration.get('inline.enabled', document) ? 'on' : 'off';
    const inline = exclusion ? { excluded: exclusion.reason } : enabled;
    current = statusOf(session.status(inline));
    bar.show(current);
    void vscode.commands.executeCommand('setContext', 'trellis.engineRunning', engine.running);
  };
  const follow = (): void => void refresh();
  store.add(session.onDidChange(follow));
  store.add(engine.onDidExit(follow));
  store.add(configuration.onDidChange(['inline.enabled'], follow));
  store.add(vscode.window.onDidChangeActiveTextEditor(follow));
  follow();
  return {
    get current() {
      return current;
    },
    dispose: () => store.dispose(),
  };
}
