import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { AbortError } from '../../base/abort';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/emitter';
import { parseJson } from '../../base/json';
import type { Log } from '../../base/log';
import { lowMemoryFlags } from '../../base/nodeFlags';

/** What the engine is started on. */
export interface EngineLaunch {
  /** Path of the bundled engine. */
  readonly script: string;
  /** Folders that it learns from. */
  readonly folders: readonly string[];
  /** Globs that are not read, by folder, on top of what is never read. */
  readonly exclude: Readonly<Record<string, readonly string[]>>;
  readonly token: string;
}

/** Where a started engine listens. */
export interface EngineAddress {
  readonly port: number;
  readonly token: string;
}

const announcement = z.looseObject({ port: z.number().int().positive() });

/**
 * The embedded engine as a child process. It ends with this one: it watches the channel that
 * `fork` opens, which closes even when this process is killed.
 */
export class EngineProcess implements Disposable {
  private child: ChildProcess | undefined;
  private readonly exited = new Emitter<{ readonly expected: boolean }>();

  /** Fires when the process is gone; `expected` when it was stopped from here. */
  readonly onDidExit = this.exited.event;

  constructor(private readonly log: Log) {}

  get running(): boolean {
    return this.child !== undefined;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Resolves once the engine listens; rejects when it ends before that. */
  start(launch: EngineLaunch): Promise<EngineAddress> {
    this.stop();
    const folders = launch.folders.flatMap((folder) => ['--corpus', folder]);
    const child = fork(launch.script, ['--port', '0', '--json-line', ...folders], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Of its own, not the inspector's and loader's flags of the extension host.
      execArgv: [...lowMemoryFlags(process.versions)],
      env: {
        ...process.env,
        ELECTRON_RUN_AS_NODE: '1',
        TRELLIS_ENGINE_TOKEN: launch.token,
        TRELLIS_ENGINE_EXCLUDE: JSON.stringify(launch.exclude),
      },
    });
    this.child = child;
    child.stderr?.on('data', (data: Buffer) => {
      this.log.debug(`engine: ${data.toString().trimEnd()}`);
    });
    return new Promise((resolve, reject) => {
      const ended = (how: string): void => {
        this.log.info(`the embedded engine ended (${how})`);
        const expected = this.child !== child;
        if (!expected) this.child = undefined;
        reject(expected ? new AbortError() : new Error('the engine ended before it listened'));
        this.exited.fire({ expected });
      };
      child.once('error', (error) => {
        if (child.pid === undefined) ended(error.message);
      });
      child.once('exit', (code, signal) => {
        ended(signal ?? `code ${code ?? 'unknown'}`);
      });
      if (!child.stdout) return;
      createInterface({ input: child.stdout }).on('line', (line) => {
        const said = announcement.safeParse(parseJson(line));
        if (said.success) resolve({ port: said.data.port, token: launch.token });
        else this.log.info(`engine: ${line}`);
      });
    });
  }

  stop(): void {
    const child = this.child;
    this.child = undefined;
    child?.kill();
  }

  dispose(): void {
    this.stop();
    this.exited.dispose();
  }
}
