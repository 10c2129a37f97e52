import { isAbortError } from '../base/abort';
import type { Clock } from '../base/clock';
import { DisposableSlot, toDisposable, type Disposable } from '../base/disposable';
import { Emitter } from '../base/emitter';
import type { BaseUrlProblem } from './baseUrl';
import { asProviderError, ProviderError } from './errors';
import type { LLMOptions } from './createLLM';
import type { CallOptions } from './llm';
import type { ProbedServer } from './probe';

export type Connection =
  | { readonly state: 'disconnected' }
  /** The address cannot be used at all; nothing was asked. */
  | { readonly state: 'misconfigured'; readonly address: string; readonly problem: BaseUrlProblem }
  | { readonly state: 'probing'; readonly address: string }
  | { readonly state: 'ready'; readonly address: string; readonly server: ProbedServer }
  | { readonly state: 'failed'; readonly address: string; readonly error: ProviderError };

export interface EndpointOptions {
  readonly clock: Clock;
  readonly probe: (options: LLMOptions, call: { signal: AbortSignal }) => Promise<ProbedServer>;
}

const firstRetry = 1_000;
const maxRetryDelay = 60_000;

/** Failures that pass by themselves; the others wait until somebody changes something. */
const passing: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'overloaded', 'failed']);

/**
 * The servers in use; one member for now. It alone remembers what a server said of itself, and it
 * keeps asking, with growing pauses, while a server does not answer.
 */
export class Endpoints implements Disposable {
  private readonly changed = new Emitter<Connection>();
  private readonly work = new DisposableSlot();
  private current: Connection = { state: 'disconnected' };
  private target: LLMOptions | undefined;
  private retry = firstRetry;

  readonly onDidChange = this.changed.event;

  constructor(private readonly options: EndpointOptions) {}

  get connection(): Connection {
    return this.current;
  }

  /** What opens the server that is turned to, where it was given a key. */
  get apiKey(): string | undefined {
    return this.target?.apiKey;
  }

  /** Turns to another address, or asks the same one anew. */
  connect(target: LLMOptions): void {
    this.target = target;
    this.retry = firstRetry;
    this.become({ state: 'probing', address: target.baseUrl.api });
    this.ask(target);
  }

  disconnect(): void {
    this.stop();
    this.become({ state: 'disconnected' });
  }

  /** The address that is asked for is none. */
  refuse(address: string, problem: BaseUrlProblem): void {
    this.stop();
    this.become({ state: 'misconfigured', address, problem });
  }

  /**
   * A request to the server failed: if that speaks against the server itself, ask it again. Until
   * it answers, it stays in use: one broken connection is not an outage.
   */
  report(error: ProviderError): void {
    const suspicious = error.code === 'unreachable' || error.code === 'unauthorized';
    if (this.target && this.current.state === 'ready' && suspicious) this.ask(this.target);
  }

  /** Reads the list of models anew. Throws `ProviderError`; the server stays in use even so. */
  async refresh(call?: CallOptions): Promise<void> {
    const before = this.connection;
    if (before.state !== 'ready') return;
    const { llm } = before.server;
    let unread = 0;
    const onUnread = (more: number): void => {
      unread = more;
    };
    const [first, ...others] = await llm.models({ ...call, onUnread });
    // Meanwhile another server may be in use.
    const now = this.connection;
    if (now.state !== 'ready' || now.server.llm !== llm) return;
    if (!first) throw new ProviderError('bad-response', 'the server lists no models');
    this.become({ ...now, server: { ...now.server, models: [first, ...others], unread } });
  }

  dispose(): void {
    this.work.dispose();
    this.changed.dispose();
  }

  private stop(): void {
    this.target = undefined;
    this.work.set(undefined);
  }

  private ask(target: LLMOptions): void {
    const controller = new AbortController();
    this.work.set(
      toDisposable(() => {
        controller.abort();
      }),
    );
    const address = target.baseUrl.api;
    void this.options.probe(target, { signal: controller.signal }).then(
      (server) => {
        if (!controller.signal.aborted) this.become({ state: 'ready', address, server });
      },
      (error: unknown) => {
        if (controller.signal.aborted || isAbortError(error)) return;
        this.fail(target, asProviderError(error));
      },
    );
  }

  private fail(target: LLMOptions, error: ProviderError): void {
    // The timer first: a listener may answer by connecting elsewhere, which replaces it.
    if (passing.has(error.code)) {
      this.work.set(
        this.options.clock.after(this.retry, () => {
          this.ask(target);
        }),
      );
      this.retry = Math.min(this.retry * 2, maxRetryDelay);
    }
    this.become({ state: 'failed', address: target.baseUrl.api, error });
  }

  private become(connection: Connection): void {
    this.current = connection;
    this.changed.fire(connection);
  }
}
