import * as vscode from 'vscode';
import type { Health } from '../../activity/health';
import { chooseTarget, type ChosenModel } from '../../adapters/chooseTarget';
import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import type { Log } from '../../base/log';
import type { CompletionTarget } from '../../completion/completer';
import type { Target } from '../../provider/target';
import type { LLMOptions } from '../../provider/createLLM';
import { Endpoints, type Connection } from '../../provider/endpoints';
import type { ProviderError } from '../../provider/errors';
import type { ProbedServer } from '../../provider/probe';
import { AdapterMemory } from '../adapters/adapterMemory';
import type { Configuration } from '../configuration';
import { ConnectionKeeper, type StartableEngine } from './connectionKeeper';
import type { ApiKeyStore } from './apiKeyStore';
import type { RecentServers } from './recentServers';
import { serverSettings, type ServerOptions } from './serverOptions';
import type { ServerSource } from '../status/statusOf';
import {
  readConnectionSettings,
  rememberConnected,
  type ConnectionSettings,
} from './connectionSettings';

export interface SessionOptions {
  readonly configuration: Configuration;
  readonly keys: ApiKeyStore;
  readonly engine: StartableEngine;
  readonly memory: Pick<vscode.ExtensionContext, 'globalState' | 'workspaceState'>;
  readonly serverOptions: ServerOptions;
  /** Hears of every server that answered, also of one that a person wrote into the settings. */
  readonly recent: Pick<RecentServers, 'add'>;
  readonly health: Health;
  readonly probe: (options: LLMOptions, call: { signal: AbortSignal }) => Promise<ProbedServer>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Follows settings, keys and trust, and says who answers requests just now. */
export class Session implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly endpoints: Endpoints;
  private readonly keeper: ConnectionKeeper;
  private readonly adapters: AdapterMemory;
  private llm: ProbedServer['llm'] | undefined;

  readonly onDidChange = this.changed.event;

  constructor(private readonly options: SessionOptions) {
    const { configuration, keys, engine, health, clock, log, probe } = options;
    this.adapters = new AdapterMemory(options.memory.workspaceState);
    this.endpoints = this.store.add(new Endpoints({ clock, probe }));
    this.keeper = this.store.add(
      new ConnectionKeeper({
        endpoints: this.endpoints,
        engine,
        clock,
        log,
        probe,
        onConfiguredReady: (address) => {
          void rememberConnected(options.memory.globalState);
          void options.recent.add(address);
        },
      }),
    );
    this.store.add(
      this.keeper.onDidChange(() => {
        if (this.server?.llm !== this.llm) health.forget();
        this.llm = this.server?.llm;
        this.logConnection();
        this.changed.fire();
      }),
    );
    this.store.add(
      health.onDidChange(() => {
        if (health.failure) this.follow(health.failure);
        this.changed.fire();
      }),
    );
    const again = (): void => void this.apply();
    this.store.add(configuration.onDidChange(['server.url', ...serverSettings, 'embedded'], again));
    this.store.add(configuration.onDidChange(['server.model'], () => this.changed.fire()));
    this.store.add(keys.onDidChange(again));
    this.store.add(vscode.workspace.onDidGrantWorkspaceTrust(again));
    const renew = (): void => void this.keeper.renewEmbedded();
    this.store.add(vscode.workspace.onDidChangeWorkspaceFolders(renew));
    this.store.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('files.exclude')) renew();
      }),
    );
  }

  get connection(): Connection {
    return this.endpoints.connection;
  }

  /** Whether requests go to the configured server or to the embedded engine. */
  get source(): ServerSource {
    return this.keeper.source;
  }

  get server(): ProbedServer | undefined {
    return this.connection.state === 'ready' ? this.connection.server : undefined;
  }

  /** The key of the server in use; the embedded engine has one as well. */
  get apiKey(): string | undefined {
    return this.endpoints.apiKey;
  }

  /** Which of the server's models requests carry. */
  get chosen(): ChosenModel | undefined {
    const { server, source } = this;
    const { configuration } = this.options;
    return (
      server &&
      chooseTarget({
        models: server.models,
        // The setting is about the configured server; the engine has one model.
        configured: source === 'embedded' ? '' : configuration.get('server.model'),
        adapter: this.adapters.get(this.serverName(server)),
      })
    );
  }

  /** Chooses among the server's models: an adapter for this workspace, or else in the settings. */
  async choose(model: string): Promise<void> {
    const card = this.server?.models.find(({ id }) => id === model);
    if (card?.parent !== undefined) return this.useAdapter(model);
    await this.useAdapter(undefined);
    if (this.source === 'configured') await this.options.configuration.set('server.model', model);
  }

  /** Remembers the adapter that this workspace uses on this server; `undefined` for none. */
  async useAdapter(name: string | undefined): Promise<void> {
    if (!this.server) return;
    await this.adapters.set(this.serverName(this.server), name);
    this.changed.fire();
  }

  /** Reads the server's list of models anew; throws `ProviderError`. */
  async refreshModels(): Promise<void> {
    await this.endpoints.refresh();
  }

  /** Turns to the server that the settings name. */
  async apply(): Promise<void> {
    this.keeper.apply(await this.readSettings());
  }

  /** The same, also where a person had asked for the embedded engine. */
  async connect(): Promise<void> {
    this.keeper.connect(await this.readSettings());
  }

  /** Who answers a request made from this place, and with which parameters. */
  target(scope?: vscode.ConfigurationScope): Target | undefined {
    const { server, chosen } = this;
    if (!server || !chosen) return undefined;
    const { configuration } = this.options;
    return {
      llm: server.llm,
      model: chosen.model,
      contextWindow: chosen.contextWindow,
      maxTokens: configuration.get('parameters.maxTokens', scope),
      temperature: configuration.get('parameters.temperature', scope) ?? undefined,
      extraBody: configuration.get('parameters.extraBody', scope),
    };
  }

  completionTarget(scope?: vscode.ConfigurationScope): CompletionTarget | undefined {
    const target = this.target(scope);
    return target && { ...target, temperature: target.temperature ?? 0 };
  }

  /** A call failed that is no entry of the journal. */
  report(error: ProviderError): void {
    this.options.health.note(error);
  }

  /** Does nothing in a workspace that is not trusted: the engine would read all of it. */
  async startEmbedded(): Promise<void> {
    if (vscode.workspace.isTrusted) await this.keeper.useEmbedded();
  }

  stopEmbedded(): void {
    this.keeper.stopEmbedded();
  }

  dispose(): void {
    this.store.dispose();
  }

  /** A failure may speak against the server, or for an adapter that somebody unloaded. */
  private follow(failure: ProviderError): void {
    this.endpoints.report(failure);
    if (failure.missing === 'model') void this.lookForAdapter();
  }

  /** If the adapter in use is gone, the base model answers from now on. */
  private async lookForAdapter(): Promise<void> {
    const inUse = (): string | undefined => {
      const { chosen } = this;
      return chosen?.model === chosen?.base ? undefined : chosen?.model.id;
    };
    const before = inUse();
    if (before === undefined) return;
    await this.refreshModels().catch(() => undefined);
    if (inUse() !== before) this.options.health.forget();
  }

  /** The engine's address is another one at each start. */
  private serverName(server: ProbedServer): string {
    return this.source === 'embedded' ? this.source : server.llm.baseUrl;
  }

  private readSettings(): Promise<ConnectionSettings> {
    return readConnectionSettings(this.options);
  }

  private logConnection(): void {
    const { connection } = this;
    const address = 'address' in connection ? connection.address : '';
    this.options.log.info([connection.state, address, detailOf(connection)].join(' ').trimEnd());
  }
}

function detailOf(connection: Connection): string {
  if (connection.state === 'failed') {
    return `(${connection.error.code}: ${connection.error.message})`;
  }
  if (connection.state !== 'ready') return '';
  return `(${connection.server.kind} ${connection.server.version ?? ''})`;
}
