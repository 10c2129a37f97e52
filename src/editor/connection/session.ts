import * as vscode from 'vscode';
import type { Health } from '../../activity/health';
import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import type { Log } from '../../base/log';
import { Endpoints, type Connection } from '../../provider/endpoints';
import type { ProbedServer } from '../../provider/probe';
import type { ServerSource } from '../status/statusOf';
import { ConnectionKeeper, type StartableEngine } from './connectionKeeper';
import type { ConnectionSettingsReader } from './connectionSettings';
import { onDidChangeCorpus } from './engine';
import type { ProbeServer } from './probeServer';

export interface SessionOptions {
  readonly settings: ConnectionSettingsReader;
  readonly engine: StartableEngine;
  readonly probe: ProbeServer;
  readonly health: Pick<Health, 'failure' | 'forget' | 'onDidChange'>;
  /** Hears of every configured server that answered. */
  readonly onConfiguredReady: (address: string) => void;
  readonly clock: Clock;
  readonly log: Log;
}

/** The connection's life: it follows settings, keys and trust, and says which server is in use. */
export class Session implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly endpoints: Endpoints;
  private readonly keeper: ConnectionKeeper;
  private llm: ProbedServer['llm'] | undefined;

  readonly onDidChange = this.changed.event;

  constructor(private readonly options: SessionOptions) {
    const { settings, health, clock, probe } = options;
    this.endpoints = this.store.add(new Endpoints({ clock, probe }));
    this.keeper = this.store.add(new ConnectionKeeper({ ...options, endpoints: this.endpoints }));
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
        if (health.failure) this.endpoints.report(health.failure);
      }),
    );
    this.store.add(settings.onDidChange(() => void this.apply()));
    this.store.add(onDidChangeCorpus(() => void this.keeper.renewEmbedded()));
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

  /** Reads the server's list of models anew; throws `ProviderError`. */
  async refreshModels(): Promise<void> {
    await this.endpoints.refresh();
  }

  /** Turns to the server that the settings name. */
  async apply(): Promise<void> {
    this.keeper.apply(await this.options.settings.read());
  }

  /** Turns to it also where a person had asked for the embedded engine. */
  async connect(): Promise<void> {
    this.keeper.connect(await this.options.settings.read());
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
