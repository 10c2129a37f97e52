// @ts-check
/** What this run made (processes, folders) goes when the run ends, however it ends. */
import { mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';

/** @type {Set<() => Promise<void>>} */
const cleanups = new Set();

/**
 * Registers a cleanup for the end of the run; the result runs it early, once.
 * @param {() => Promise<void>} cleanup
 * @returns {() => Promise<void>}
 */
export function atEnd(cleanup) {
  const once = async () => {
    if (cleanups.delete(once)) await cleanup();
  };
  cleanups.add(once);
  return once;
}

/** Runs the cleanups, newest first. */
export async function endRun() {
  for (const cleanup of [...cleanups].reverse()) {
    try {
      await cleanup();
    } catch (error) {
      process.stderr.write(`could not clean up: ${String(error)}\n`);
    }
  }
}

let ending = false;

/**
 * Resolves at once, but never while a signal ends the run: whatever comes apart then is no news,
 * and nothing new is begun.
 * @returns {Promise<void>}
 */
export function unlessEnding() {
  return ending ? new Promise(() => {}) : Promise.resolve();
}

/** Makes Ctrl+C, a closed terminal and a polite kill end the run as its own end would. */
export function endOnSignals() {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // npm passes on a Ctrl+C that the terminal has delivered already.
      if (ending) return;
      ending = true;
      void endRun().finally(() => process.exit(128 + constants.signals[signal]));
    });
  }
}

/** Names a folder to the programs of this run, so that theirs go even if they are killed. */
export const runFolderVariable = 'TRELLIS_RUN_FOLDER';

/**
 * A folder that goes at the end of the run. The name is short: VS Code puts sockets into it, and a
 * socket's path has about a hundred characters.
 * @param {string} purpose
 */
export async function temporaryFolder(purpose) {
  const runFolder = process.env[runFolderVariable];
  const prefix = runFolder ? join(runFolder, purpose) : join(tmpdir(), `trellis-${purpose}`);
  const folder = await mkdtemp(`${prefix}-`);
  atEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  return folder;
}
