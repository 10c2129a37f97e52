import * as vscode from 'vscode';
import { chooseTarget, type ChosenModel } from '../adapters/chooseTarget';
import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { Log } from '../base/log';
import type { CompletionTarget, Method } from '../completion/completer';
import type { Target } from '../provider/target';
import { parseBaseUrl } from '../provider/baseUrl';
import type { LLMOptions } from '../provider/createLLM';
import { Endpoints, type Connection } from '../provider/endpoints';
import type { ProviderError } from '../provider/errors';
import type { Server } from '../provider/probe';
import { AdapterMemory } from './adapterMemory';
import type { Configuration } from './configuration';
import { ConnectionKeeper, type Engine, type Wish } from './connectionKeeper';
import type { Keys } from './keys';
import type { InlineState, Source, StatusInput } from './status';
import { mayStandIn } from './standIn';

export interface SessionOptions {
  readonly configuration: Configuration;
  readonly keys: Keys;
  readonly engine: Engine;
  readonly memory: Pick<vscode.ExtensionContext, 'globalState' | 'workspaceState'>;
  readonly probe: (options: LLMOptions, call: { signal: AbortSignal }) => Promise<Server>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Remembered for good: someone with a server of their own is not handed the engine unasked. */
const everConnected = 'everConnected';

/** Follows settings, keys and trust, and says who answers requests just now. */
export class Session implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly endpoints: Endpoints;
  private readonly keeper: ConnectionKeeper;
  private readonly adapters: AdapterMemory;
  private failure: ProviderError | undefined;
  private method: Method = 'fill-in-the-middle';

  readonly onDidChange = this.changed.event;

  constructor(private readonly options: SessionOptions) {
    const { configuration, keys, engine, clock, log, probe } = options;
    this.adapters = new AdapterMemory(options.memory.workspaceState);
    this.endpoints = this.store.add(new Endpoints({ clock, probe }));
    this.keeper = this.store.add(
      new ConnectionKeeper({
        endpoints: this.endpoints,
        engine,
        clock,
        log,
        probe,
        onConfiguredReady: () => void options.memory.globalState.update(everConnected, true),
      }),
    );
    this.store.add(
      this.keeper.onDidChange(() => {
        this.failure = undefined;
        this.logConnection();
        this.changed.fire();
      }),
    );
    const again = (): void => void this.apply();
    this.store.add(
      configuration.onDidChange(
        ['server.url', 'server.headers', 'server.timeout', 'embedded'],
        again,
      ),
    );
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
  get source(): Source {
    return this.keeper.source;
  }

  get server(): Server | undefined {
    return this.connection.state === 'ready' ? this.connection.server : undefined;
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
    this.keeper.apply(await this.wish());
  }

  /** The same, also where a person had asked for the embedded engine. */
  async connect(): Promise<void> {
    this.keeper.connect(await this.wish());
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

  completionTarget(scope: vscode.ConfigurationScope): CompletionTarget | undefined {
    const target = this.target(scope);
    return target && { ...target, temperature: target.temperature ?? 0 };
  }

  noteCompletion(method: Method): void {
    if (this.method === method && !this.failure) return;
    this.method = method;
    this.failure = undefined;
    this.changed.fire();
  }

  noteFailure(error: ProviderError): void {
    this.failure = error;
    this.endpoints.report(error);
    this.changed.fire();
    if (error.missing === 'model') void this.lookForAdapter(error);
  }

  /** Does nothing in a workspace that is not trusted: the engine would read all of it. */
  async startEmbedded(): Promise<void> {
    if (vscode.workspace.isTrusted) await this.keeper.useEmbedded();
  }

  stopEmbedded(): void {
    this.keeper.stopEmbedded();
  }

  status(inline: Exclude<InlineState, 'prefix-only'>): StatusInput {
    const { chosen } = this;
    return {
      connection: this.connection,
      source: this.keeper.source,
      model: chosen && (chosen.model.parent ?? chosen.base.id),
      adapter: chosen && adapterOf(chosen),
      inline: inline === 'on' && this.method === 'prefix-only' ? 'prefix-only' : inline,
      trust: vscode.workspace.isTrusted ? 'trusted' : 'restricted',
      failure: this.failure,
    };
  }

  dispose(): void {
    this.store.dispose();
  }

  /** Somebody may have unloaded the adapter: if so, the base model answers from now on. */
  private async lookForAdapter(error: ProviderError): Promise<void> {
    const inUse = (): string | undefined => {
      const { chosen } = this;
      return chosen?.model === chosen?.base ? undefined : chosen?.model.id;
    };
    const before = inUse();
    if (before === undefined) return;
    await this.refreshModels().catch(() => undefined);
    if (inUse() !== before) return;
    this.failure = error;
    this.changed.fire();
  }

  /** The engine's address is another one at each start. */
  private serverName(server: Server): string {
    return this.source === 'embedded' ? this.source : server.llm.baseUrl;
  }

  private async wish(): Promise<Wish> {
    const { configuration, keys } = this.options;
    const standIn = this.engineMayStandIn() ? 'allowed' : 'refused';
    const address = configuration.get('server.url');
    const baseUrl = parseBaseUrl(address);
    if (typeof baseUrl === 'string') return { server: { address, problem: baseUrl }, standIn };
    const key = await keys.get(baseUrl.origin);
    const server = {
      baseUrl,
      headers: configuration.get('server.headers'),
      timeout: configuration.get('server.timeout') * 1000,
      ...(key !== undefined && { apiKey: key }),
    };
    return { server, standIn };
  }

  private engineMayStandIn(): boolean {
    const { configuration, memory } = this.options;
    return mayStandIn({
      workspace: vscode.workspace.isTrusted ? 'trusted' : 'restricted',
      setting: configuration.get('embedded'),
      address: configuration.isDefault('server.url') ? 'default' : 'chosen',
      history: memory.globalState.get(everConnected) === true ? 'connected' : 'never-connected',
    });
  }

  private logConnection(): void {
    const { connection } = this;
    const address = 'address' in connection ? connection.address : '';
    this.options.log.info([connection.state, address, detailOf(connection)].join(' ').trimEnd());
  }
}

function adapterOf({ model, base, missing }: ChosenModel): StatusInput['adapter'] {
  if (missing !== undefined) return { name: missing, state: 'missing' };
  const inUse = model !== base || model.parent !== undefined;
  return inUse ? { name: model.id, state: 'in-use' } : undefined;
}

function detailOf(connection: Connection): string {
  if (connection.state === 'failed') {
    return `(${connection.error.code}: ${connection.error.message})`;
  }
  if (connection.state !== 'ready') return '';
  return `(${connection.server.kind} ${connection.server.version ?? ''})`;
}
