import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import { Completer, type CompletionTarget } from '../../completion/completer';
import type { ProviderError } from '../../provider/errors';
import type { Configuration } from '../configuration';
import { InlineProvider, inlineSelector } from './inlineProvider';
import { MethodInUse } from './methodInUse';
import type { DocumentExclusions } from '../documentExclusions';
import type { ModelChoice } from '../connection/modelChoice';

export interface RegisterCompletionsOptions {
  readonly models: Pick<ModelChoice, 'target' | 'onDidChange'>;
  readonly exclusions: DocumentExclusions;
  readonly configuration: Pick<Configuration, 'get'>;
  readonly onFailure: (error: ProviderError) => void;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Completions extends Disposable {
  readonly method: MethodInUse;
}

/** Ghost text, and how the model in use writes it. */
export function registerCompletions(options: RegisterCompletionsOptions): Completions {
  const { models, exclusions, configuration, onFailure, clock, log } = options;
  const store = new DisposableStore();
  const completer = new Completer({ clock, pause: 60 });
  const method = store.add(
    new MethodInUse({
      target: () => completionTarget(models),
      onDidChangeTarget: models.onDidChange,
      methodOf: (target) => completer.method(target),
    }),
  );
  const provider = new InlineProvider({
    completer,
    targetFor: (document) => completionTarget(models, document),
    completesUnasked: (document) => configuration.get('inline.enabled', document),
    mayRead: async (document) => (await exclusions.exclusionOf(document)) === undefined,
    onCompletion: (completion, from) => method.learn(from, completion.method),
    onFailure,
    log,
  });
  store.add(vscode.languages.registerInlineCompletionItemProvider(inlineSelector, provider));
  return { method, dispose: () => store.dispose() };
}

/** Completions are to be the likeliest text, unless the settings say otherwise. */
function completionTarget(
  models: Pick<ModelChoice, 'target'>,
  scope?: vscode.ConfigurationScope,
): CompletionTarget | undefined {
  const target = models.target(scope);
  return target && { ...target, temperature: target.temperature ?? 0 };
}
