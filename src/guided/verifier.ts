import { Worker } from 'node:worker_threads';
import { onAbort } from '../base/abort';
import { assertNever } from '../base/assertNever';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import type { Constraint } from './constraint';
import type { TextEnd, Match } from './match';
import type { VerifierMessage, VerifyJob } from './verifierProtocol';

export interface VerifyOptions {
  readonly signal?: AbortSignal | undefined;
  /** `open` unless said. */
  readonly ending?: TextEnd;
}

/** A worker as the verifier sees it. */
export interface VerifierThread {
  post(job: VerifyJob): void;
  /** Hears what the worker says from now on, its death included. */
  listen(listener: (message: VerifierMessage) => void): void;
  terminate(): void;
}

/** Milliseconds for compiling a constraint; starting a worker and loading XGrammar are part of it. */
const compileDeadline = 5_000;
/** Milliseconds for following a text that is as long as generated ones are, or part of a longer one. */
const verifyDeadline = 500;
/** UTF-16 units of such a part. */
const partLength = 64 * 1024;

/**
 * Judges texts by XGrammar, the engine that vLLM uses, in a worker that is replaced when it breaks,
 * takes too long or is stopped; then the answer is `unchecked`, with the reason.
 */
export class Verifier implements Disposable {
  private thread: WaitingThread | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly ended = new AbortController();

  constructor(
    private readonly spawn: () => VerifierThread,
    private readonly clock: Clock,
  ) {}

  /** One text at a time; never rejects, and ends soon after the signal aborts. */
  verify(
    constraint: Constraint,
    text: string,
    { signal, ending = 'open' }: VerifyOptions = {},
  ): Promise<Match> {
    const verdict = this.queue
      .then(() => this.judge({ constraint, text, ending }, signal))
      .catch((error: unknown): Match => ({ match: 'unchecked', reason: String(error) }));
    this.queue = verdict;
    return verdict;
  }

  dispose(): void {
    this.drop();
    this.ended.abort();
  }

  private judge(job: VerifyJob, signal: AbortSignal | undefined): Promise<Match> {
    const { signal: ended } = this.ended;
    if (signal?.aborted || ended.aborted) return Promise.resolve(stopped);
    const thread = (this.thread ??= this.start());
    return new Promise((resolve) => {
      let timer = this.clock.after(compileDeadline, () => giveUp('to compile the constraint'));
      const give = (match: Match): void => {
        timer.dispose();
        for (const abort of aborts) abort.dispose();
        thread.hear = undefined;
        resolve(match);
      };
      const giveUp = (what: string): void => {
        this.replace();
        give({ match: 'unchecked', reason: `the check took too long ${what}` });
      };
      const aborts = [
        onAbort(ended, () => give(stopped)),
        onAbort(signal, () => {
          this.replace();
          give(stopped);
        }),
      ];
      const post = (): void => {
        try {
          thread.port.post(job);
        } catch (error) {
          give({ match: 'unchecked', reason: reasonOf(error) });
        }
      };
      thread.hear = (message) => {
        switch (message.kind) {
          case 'ready':
            post();
            return;
          case 'compiled':
            timer.dispose();
            timer = this.clock.after(verifyDeadlineOf(job.text), () =>
              giveUp('to follow the text'),
            );
            return;
          case 'verdict':
            give(message.match);
            return;
          case 'broken':
            give({ match: 'unchecked', reason: message.reason });
            return;
          default:
            return assertNever(message);
        }
      };
      if (thread.isReady) post();
    });
  }

  private start(): WaitingThread {
    const thread: WaitingThread = { port: this.spawn(), isReady: false, hear: undefined };
    thread.port.listen((message) => {
      if (message.kind === 'ready') thread.isReady = true;
      if (message.kind === 'broken' && this.thread === thread) this.drop();
      thread.hear?.(message);
    });
    return thread;
  }

  /** Keeps another one warm, so that whoever asks next does not wait for it. */
  private replace(): void {
    this.drop();
    this.thread = this.start();
  }

  private drop(): void {
    this.thread?.port.terminate();
    this.thread = undefined;
  }
}

interface WaitingThread {
  readonly port: VerifierThread;
  isReady: boolean;
  /** Of the job that runs. */
  hear: ((message: VerifierMessage) => void) | undefined;
}

const stopped: Match = { match: 'unchecked', reason: 'the check was stopped' };

/** In milliseconds. */
function verifyDeadlineOf(text: string): number {
  return verifyDeadline * Math.max(1, Math.ceil(text.length / partLength));
}

/** Why a job cannot be handed to another thread: copying takes recursion, and not all values. */
function reasonOf(error: unknown): string {
  return error instanceof RangeError
    ? 'the constraint is nested too deeply to be checked'
    : `the constraint cannot be checked here: ${String(error)}`;
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
