import type * as vscode from 'vscode';
import type { Health } from '../../activity/health';
import { chooseModel, type ChosenModel } from '../../adapters/chooseModel';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import type { ProviderError } from '../../provider/errors';
import type { ProbedServer } from '../../provider/probe';
import type { Target } from '../../provider/target';
import { AdapterMemory } from '../adapters/adapterMemory';
import type { Configuration } from '../configuration';
import type { Session } from './session';

export interface ModelChoiceOptions {
  readonly session: Pick<Session, 'server' | 'source' | 'refreshModels' | 'onDidChange'>;
  readonly configuration: Pick<Configuration, 'get' | 'set' | 'onDidChange'>;
  readonly health: Pick<Health, 'failure' | 'forget' | 'onDidChange'>;
  readonly memory: Pick<vscode.ExtensionContext, 'workspaceState'>;
}

/** Which of the server's models answers, and with which adapter of this workspace. */
export class ModelChoice implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly adapters: AdapterMemory;

  /** Fires when the server or the choice among its models may have changed. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly options: ModelChoiceOptions) {
    const { session, configuration, health, memory } = options;
    this.adapters = new AdapterMemory(memory.workspaceState);
    const change = (): void => this.changed.fire();
    this.store.add(session.onDidChange(change));
    this.store.add(configuration.onDidChange(['server.model'], change));
    this.store.add(health.onDidChange(() => this.follow(health.failure)));
  }

  /** Which of the server's models requests carry. */
  get chosen(): ChosenModel | undefined {
    const { session, configuration } = this.options;
    const { server, source } = session;
    return (
      server &&
      chooseModel({
        models: server.models,
        // The setting is about the configured server; the engine has one model.
        configured: source === 'embedded' ? '' : configuration.get('server.model'),
        adapter: this.adapters.get(this.nameOf(server)),
      })
    );
  }

  /** Who answers a request made from this place, and with which parameters. */
  target(scope?: vscode.ConfigurationScope): Target | undefined {
    const { chosen } = this;
    const { session, configuration } = this.options;
    if (!session.server || !chosen) return undefined;
    return {
      llm: session.server.llm,
      model: chosen.model,
      contextWindow: chosen.contextWindow,
      maxTokens: configuration.get('parameters.maxTokens', scope),
      temperature: configuration.get('parameters.temperature', scope) ?? undefined,
      extraBody: configuration.get('parameters.extraBody', scope),
    };
  }

  /** Chooses among the server's models: an adapter for this workspace, or else in the settings. */
  async choose(model: string): Promise<void> {
    const { session, configuration } = this.options;
    const card = session.server?.models.find(({ id }) => id === model);
    if (card?.parent !== undefined) return this.useAdapter(model);
    await this.useAdapter(undefined);
    if (session.source === 'configured') await configuration.set('server.model', model);
  }

  /** Remembers the adapter that this workspace uses on this server; `undefined` for none. */
  async useAdapter(name: string | undefined): Promise<void> {
    const { server } = this.options.session;
    if (!server) return;
    await this.adapters.set(this.nameOf(server), name);
    this.changed.fire();
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Somebody may have unloaded the adapter in use: then the base model answers from now on. */
  private follow(failure: ProviderError | undefined): void {
    if (failure?.missing === 'model') void this.lookForAdapter();
  }

  private async lookForAdapter(): Promise<void> {
    const { session, health } = this.options;
    const inUse = (): string | undefined => {
      const { chosen } = this;
      return chosen?.model === chosen?.base ? undefined : chosen?.model.id;
    };
    const before = inUse();
    if (before === undefined) return;
    await session.refreshModels().catch(() => undefined);
    if (inUse() !== before) health.forget();
  }

  /** The engine's address is another one at each start. */
  private nameOf(server: ProbedServer): string {
    const { source } = this.options.session;
    return source === 'embedded' ? source : server.llm.baseUrl;
  }
}
