import { Worker } from 'node:worker_threads';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Constraint } from './constraint';
import type { Match } from './match';
import type { VerifierMessage, VerifyJob } from './verifierProtocol';

/** A worker as the verifier sees it. */
export interface VerifierThread {
  post(job: VerifyJob): void;
  /** Hears what the worker says from now on, its death included. */
  listen(listener: (message: VerifierMessage) => void): void;
  terminate(): void;
}

/** Milliseconds for loading XGrammar and compiling, and then for following the text. */
const deadline = 5_500;

/**
 * Judges texts by XGrammar, the engine that vLLM uses, in a worker that is replaced when it breaks
 * or takes too long; then the answer is `unchecked`, with the reason.
 */
export class Verifier implements Disposable {
  private thread: VerifierThread | undefined;
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly spawn: () => VerifierThread,
    private readonly clock: Clock,
  ) {}

  /** One text at a time; never rejects. */
  verify(constraint: Constraint, text: string): Promise<Match> {
    const verdict = this.queue.then(() => this.judge({ constraint, text }));
    this.queue = verdict;
    return verdict;
  }

  dispose(): void {
    this.thread?.terminate();
    this.thread = undefined;
  }

  private judge(job: VerifyJob): Promise<Match> {
    return new Promise((resolve) => {
      const thread = this.thread ?? this.spawn();
      const started = this.thread !== undefined;
      this.thread = thread;
      const give = (match: Match): void => {
        timer.dispose();
        thread.listen(() => this.replace());
        resolve(match);
      };
      const giveUp = (reason: string): void => {
        this.replace();
        give({ match: 'unchecked', reason });
      };
      const timer = this.clock.after(deadline, () => giveUp('the check took too long'));
      thread.listen((message) => {
        if (message.kind === 'ready') thread.post(job);
        else if (message.kind === 'verdict') give(message.match);
        else giveUp(message.reason);
      });
      if (started) thread.post(job);
    });
  }

  private replace(): void {
    this.thread?.terminate();
    this.thread = undefined;
  }
}

/** Starts the built worker script. */
export function startVerifierThread(script: string): VerifierThread {
  const worker = new Worker(script);
  let listener: (message: VerifierMessage) => void = () => {};
  worker.on('message', (message: VerifierMessage) => listener(message));
  worker.on('error', (error) => listener({ kind: 'broken', reason: String(error) }));
  worker.unref();
  return {
    post: (job) => worker.postMessage(job),
    listen: (next) => (listener = next),
    terminate: () => {
      listener = () => {};
      void worker.terminate();
    },
  };
}
