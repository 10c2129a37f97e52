import { isAbortError } from '../../base/abort';
import type { Clock } from '../../base/clock';
import {
  DisposableSlot,
  DisposableStore,
  toDisposable,
  type Disposable,
} from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import type { Log } from '../../base/log';
import { parseBaseUrl } from '../../provider/baseUrl';
import type { Connection, Endpoints } from '../../provider/endpoints';
import type { EngineAddress } from './engineProcess';
import type { ServerSource } from '../status/statusOf';
import type { ConnectionSettings } from './connectionSettings';
import type { ProbeServer } from './probeServer';

/** Who is asked: the configured server, or the engine, by itself or because a person wants it. */
type Mode = 'configured' | 'stand-in' | 'on-request';

/** The engine as the keeper sees it: something that can be started and ended. */
export interface StartableEngine {
  readonly running: boolean;
  readonly onDidExit: (listener: (exit: { readonly expected: boolean }) => void) => Disposable;
  start(): Promise<EngineAddress>;
  stop(): void;
}

export interface ConnectionKeeperOptions {
  readonly endpoints: Endpoints;
  readonly engine: StartableEngine;
  readonly clock: Clock;
  readonly log: Log;
  readonly probe: ProbeServer;
  /** Called when the configured server answered: from then on nothing stands in for it unasked. */
  readonly onConfiguredReady: (address: string) => void;
}

const watchEvery = 10_000;
const maxRestarts = 3;

/**
 * Decides which server is in use: the configured one, or the embedded engine while nothing answers
 * at the default address. A real server that appears takes over by itself.
 */
export class ConnectionKeeper implements Disposable {
  private readonly store = new DisposableStore();
  private readonly watch = this.store.add(new DisposableSlot());
  private readonly restart = this.store.add(new DisposableSlot());
  private readonly changed = this.store.add(new Emitter<void>());
  private settings: ConnectionSettings | undefined;
  private mode: Mode = 'configured';
  private restarts = 0;

  /** Fires when the source or its connection changed. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly options: ConnectionKeeperOptions) {
    this.store.add(
      options.endpoints.onDidChange((connection) => {
        this.follow(connection);
        this.changed.fire();
      }),
    );
    this.store.add(
      options.engine.onDidExit(({ expected }) => {
        if (!expected && this.isEmbedded()) this.revive();
      }),
    );
  }

  get source(): ServerSource {
    return this.isEmbedded() ? 'embedded' : 'configured';
  }

  /** Follows the settings. An engine that a person asked for stays until the address changes. */
  apply(settings: ConnectionSettings): void {
    const sameAddress =
      this.settings !== undefined && addressOf(this.settings) === addressOf(settings);
    this.settings = settings;
    if (this.mode === 'on-request' && sameAddress) return;
    if (this.mode === 'stand-in' && settings.standIn === 'allowed') this.watchConfigured(0);
    else this.useConfigured();
  }

  /** Turns to the configured server because a person asked, whoever answered until now. */
  connect(settings: ConnectionSettings): void {
    this.settings = settings;
    this.useConfigured();
  }

  /** Starts the engine because a person asked, whatever the settings say. */
  async useEmbedded(): Promise<void> {
    await this.startAs('on-request');
  }

  /** Starts a running engine anew, since what it may learn from has changed. */
  async renewEmbedded(): Promise<void> {
    if (this.mode !== 'configured') await this.startAs(this.mode);
  }

  /** Ends the engine; the configured server is asked again, and nothing stands in for it. */
  stopEmbedded(): void {
    if (this.settings) this.settings = { ...this.settings, standIn: 'refused' };
    this.useConfigured();
  }

  dispose(): void {
    this.settings = undefined;
    this.store.dispose();
    this.options.engine.stop();
  }

  private useConfigured(): void {
    this.mode = 'configured';
    this.watch.set(undefined);
    this.restart.set(undefined);
    this.options.engine.stop();
    if (!this.settings) return;
    const { server } = this.settings;
    if ('problem' in server) this.options.endpoints.refuse(server.address, server.problem);
    else this.options.endpoints.connect(server);
  }

  private follow(connection: Connection): void {
    if (this.isEmbedded() || !this.settings) return;
    if (connection.state === 'ready') this.options.onConfiguredReady(connection.address);
    // A key can be entered and a wrong path mended; only where nothing usable answers does the
    // engine stand in.
    if (connection.state !== 'failed' || connection.error.status === 401) return;
    if (this.settings.standIn === 'allowed') void this.startAs('stand-in');
  }

  private async startAs(mode: 'stand-in' | 'on-request'): Promise<void> {
    this.restarts = 0;
    this.restart.set(undefined);
    this.watch.set(undefined);
    this.mode = mode;
    await this.startEngine();
  }

  private async startEngine(): Promise<void> {
    this.options.endpoints.disconnect();
    const address = await this.options.engine.start().catch((error: unknown) => {
      // Its end is reported apart, and answered there.
      if (!isAbortError(error)) this.options.log.warn(String(error));
      return undefined;
    });
    const baseUrl = parseBaseUrl(`http://127.0.0.1:${address?.port ?? 0}`);
    // An engine that was overtaken by a real server meanwhile is not connected to.
    if (!address || typeof baseUrl === 'string' || !this.isEmbedded()) return;
    this.options.log.info(`the embedded engine listens on port ${address.port}`);
    this.options.endpoints.connect({ baseUrl, apiKey: address.token });
    if (this.mode === 'stand-in') this.watchConfigured(watchEvery);
  }

  private revive(): void {
    if (this.restarts >= maxRestarts) {
      this.options.log.error('the embedded engine ended too often and is not started again');
      this.stopEmbedded();
      return;
    }
    this.options.endpoints.disconnect();
    const pause = 500 * 2 ** this.restarts++;
    this.restart.set(
      this.options.clock.after(pause, () => {
        void this.startEngine();
      }),
    );
  }

  /** Asks the configured address again and again while the engine stands in for it. */
  private watchConfigured(delay: number): void {
    const server = this.settings?.server;
    if (!server || 'problem' in server) return;
    const controller = new AbortController();
    const timer = this.options.clock.after(delay, () => {
      this.options.probe(server, { signal: controller.signal }).then(
        () => {
          if (!controller.signal.aborted) this.useConfigured();
        },
        () => {
          if (!controller.signal.aborted) this.watchConfigured(watchEvery);
        },
      );
    });
    this.watch.set(
      toDisposable(() => {
        timer.dispose();
        controller.abort();
      }),
    );
  }

  /** Asked again after every wait, which the compiler cannot know may change it. */
  private isEmbedded(): boolean {
    return this.mode !== 'configured';
  }
}

function addressOf({ server }: ConnectionSettings): string {
  return 'problem' in server ? server.address : server.baseUrl.api;
}
