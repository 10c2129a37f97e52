import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import { Completer } from '../../completion/completer';
import type { Configuration } from '../configuration';
import { InlineProvider, inlineSelector } from './inlineProvider';
import { MethodInUse } from './methodInUse';
import type { DocumentAccess } from '../documentAccess';
import type { Session } from '../connection/session';

export interface CompleteOptions {
  readonly session: Session;
  readonly readable: DocumentAccess;
  readonly configuration: Configuration;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Completions extends Disposable {
  readonly method: MethodInUse;
}

/** Ghost text, and how the model in use writes it. */
export function registerCompletions(options: CompleteOptions): Completions {
  const { session, readable, configuration, clock, log } = options;
  const store = new DisposableStore();
  const completer = new Completer({ clock, pause: 60 });
  const method = store.add(
    new MethodInUse({
      target: () => session.completionTarget(),
      onDidChangeTarget: session.onDidChange,
      methodOf: (target) => completer.method(target),
    }),
  );
  const provider = new InlineProvider({
    completer,
    targetFor: (document) => session.completionTarget(document),
    completesUnasked: (document) => configuration.get('inline.enabled', document),
    mayRead: async (document) => (await readable.exclusionOf(document)) === undefined,
    onCompletion: (completion, from) => method.learn(from, completion.method),
    onFailure: (error) => session.report(error),
    log,
  });
  store.add(vscode.languages.registerInlineCompletionItemProvider(inlineSelector, provider));
  return { method, dispose: () => store.dispose() };
}
