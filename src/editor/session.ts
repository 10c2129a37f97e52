import * as vscode from 'vscode';
import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { Log } from '../base/log';
import type { CompletionTarget, Method } from '../completion/completer';
import { parseBaseUrl } from '../provider/baseUrl';
import type { LLMOptions } from '../provider/createLLM';
import { Endpoints, type Connection } from '../provider/endpoints';
import type { ProviderError } from '../provider/errors';
import type { ModelCard } from '../provider/llm';
import type { Server } from '../provider/probe';
import type { Configuration } from './configuration';
import { ConnectionKeeper, type Engine, type Wish } from './connectionKeeper';
import type { Keys } from './keys';
import type { InlineState, StatusInput } from './status';
import { mayStandIn } from './standIn';

export interface SessionOptions {
  readonly configuration: Configuration;
  readonly keys: Keys;
  readonly engine: Engine;
  readonly memory: vscode.Memento;
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
  private failure: ProviderError | undefined;
  private method: Method = 'fill-in-the-middle';

  readonly onDidChange = this.changed.event;

  constructor(private readonly options: SessionOptions) {
    const { configuration, keys, engine, clock, log, probe } = options;
    this.endpoints = this.store.add(new Endpoints({ clock, probe }));
    this.keeper = this.store.add(
      new ConnectionKeeper({
        endpoints: this.endpoints,
        engine,
        clock,
        log,
        probe,
        onConfiguredReady: () => void options.memory.update(everConnected, true),
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

  get server(): Server | undefined {
    return this.connection.state === 'ready' ? this.connection.server : undefined;
  }

  /** The model that requests carry: the one chosen, if it is the configured server's. */
  get model(): ModelCard | undefined {
    const chosen = this.options.configuration.get('server.model');
    const [first, ...others] = this.server?.models ?? [];
    if (chosen === '' || this.keeper.source === 'embedded') return first;
    const listed = [first, ...others].find((card) => card?.id === chosen);
    // Not listed, yet a server may load an adapter when its name is first used.
    const unlisted = { id: chosen, root: undefined, parent: undefined, contextWindow: undefined };
    return first && (listed ?? unlisted);
  }

  /** Chooses among the configured server's models; the embedded engine has but one. */
  async choose(model: string): Promise<void> {
    if (this.keeper.source === 'embedded') return;
    await this.options.configuration.set('server.model', model);
  }

  /** Turns to the server that the settings name. */
  async apply(): Promise<void> {
    this.keeper.apply(await this.wish());
  }

  /** The same, also where a person had asked for the embedded engine. */
  async connect(): Promise<void> {
    this.keeper.connect(await this.wish());
  }

  completionTarget(scope: vscode.ConfigurationScope): CompletionTarget | undefined {
    const { server, model } = this;
    if (!server || !model) return undefined;
    const { configuration } = this.options;
    const parent = server.models.find((card) => card.id === model.parent);
    return {
      llm: server.llm,
      model,
      contextWindow: model.contextWindow ?? parent?.contextWindow,
      maxTokens: configuration.get('parameters.maxTokens', scope),
      temperature: configuration.get('parameters.temperature', scope) ?? 0,
      extraBody: configuration.get('parameters.extraBody', scope),
    };
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
  }

  /** Does nothing in a workspace that is not trusted: the engine would read all of it. */
  async startEmbedded(): Promise<void> {
    if (vscode.workspace.isTrusted) await this.keeper.useEmbedded();
  }

  stopEmbedded(): void {
    this.keeper.stopEmbedded();
  }

  status(inline: Exclude<InlineState, 'prefix-only'>): StatusInput {
    return {
      connection: this.connection,
      source: this.keeper.source,
      model: this.model?.id,
      inline: inline === 'on' && this.method === 'prefix-only' ? 'prefix-only' : inline,
      trust: vscode.workspace.isTrusted ? 'trusted' : 'restricted',
      failure: this.failure,
    };
  }

  dispose(): void {
    this.store.dispose();
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
      history: memory.get(everConnected) === true ? 'connected' : 'never-connected',
    });
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
