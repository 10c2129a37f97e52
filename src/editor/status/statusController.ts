import * as vscode from 'vscode';
import type { Health } from '../../activity/health';
import type { ChosenModel } from '../../adapters/chooseModel';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { setContext } from '../commands/setContext';
import type { Configuration } from '../configuration';
import type { StartableEngine } from '../connection/connectionKeeper';
import type { MethodInUse } from '../inline/methodInUse';
import type { DocumentExclusions } from '../documentExclusions';
import type { ModelChoice } from '../connection/modelChoice';
import type { Session } from '../connection/session';
import { statusOf, type InlineState, type Status, type StatusInput } from './statusOf';
import { StatusBar } from './statusBar';

export interface StatusSources {
  readonly session: Pick<Session, 'connection' | 'source'>;
  readonly models: Pick<ModelChoice, 'chosen' | 'onDidChange'>;
  readonly health: Pick<Health, 'failure' | 'onDidChange'>;
  readonly engine: Pick<StartableEngine, 'running' | 'onDidExit'>;
  readonly configuration: Pick<Configuration, 'get' | 'onDidChange'>;
  readonly exclusions: Pick<DocumentExclusions, 'exclusionOf'>;
  readonly method: Pick<MethodInUse, 'current' | 'onDidChange'>;
}

export interface StatusController extends Disposable {
  /** What the status bar says just now. */
  readonly current: Status;
}

/** Keeps the status bar and the context keys true to what is going on. */
export function createStatusController(sources: StatusSources): StatusController {
  const { session, models, health, engine, configuration, exclusions, method } = sources;
  const store = new DisposableStore();
  const bar = store.add(new StatusBar());
  const input = (inline: InlineState): StatusInput => ({
    connection: session.connection,
    source: session.source,
    model: models.chosen && (models.chosen.model.parent ?? models.chosen.base.id),
    adapter: models.chosen && adapterIn(models.chosen),
    inline,
    trust: vscode.workspace.isTrusted ? 'trusted' : 'restricted',
    failure: health.failure,
  });
  let current = statusOf(input('on'));
  const refresh = async (): Promise<void> => {
    const document = vscode.window.activeTextEditor?.document;
    const exclusion = document && (await exclusions.exclusionOf(document));
    if (store.isDisposed || document !== vscode.window.activeTextEditor?.document) return;
    const on = method.current === 'prefix-only' ? 'prefix-only' : 'on';
    const enabled = configuration.get('inline.enabled', document) ? on : 'off';
    current = statusOf(input(exclusion ? { excluded: exclusion.reason } : enabled));
    bar.show(current);
    setContext('engineRunning', engine.running);
  };
  const follow = (): void => void refresh();
  store.add(models.onDidChange(follow));
  store.add(health.onDidChange(follow));
  store.add(method.onDidChange(follow));
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

function adapterIn({ model, base, missing }: ChosenModel): StatusInput['adapter'] {
  if (missing !== undefined) return { name: missing, state: 'missing' };
  const inUse = model !== base || model.parent !== undefined;
  return inUse ? { name: model.id, state: 'in-use' } : undefined;
}
