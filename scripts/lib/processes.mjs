// @ts-check
import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { atEnd } from './lifetime.mjs';

const keeper = fileURLToPath(new URL('keeper.mjs', import.meta.url));
const keptOutput = 64 * 1024;

/**
 * @typedef {object} StartOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(text: string) => void} [onOutput] Told what it writes, as it comes.
 *
 * @typedef {object} Started
 * @property {Promise<number>} exited The exit code; 1 where a signal ended it.
 * @property {() => string} output The last 64 KB that it wrote.
 * @property {() => Promise<void>} stop Ends it and everything it started.
 * @property {(pattern: RegExp, limitMs: number) => Promise<RegExpExecArray>} heard Resolves once
 *   its output matches; fails when it ends or is silent before that.
 */

/**
 * Starts a program in a process group of its own, which never outlives this process.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {StartOptions} [options]
 * @returns {Started}
 */
export function start(command, args, options = {}) {
  let output = '';
  const child = spawn(process.execPath, [keeper, command, ...args], {
    cwd: options.cwd,
    env: options.env ?? process.env,
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  /** @type {Set<() => void>} */
  const listeners = new Set();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      output = (output + text).slice(-keptOutput);
      options.onOutput?.(text);
      for (const listener of listeners) listener();
    });
  }
  const stop = atEnd(() => endGroup(child.pid));
  const drained = new Promise((resolve) => child.once('close', resolve));
  /** @type {Promise<number>} */
  const exited = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      // What it left behind would hold the pipes open.
      void stop()
        .then(() => Promise.race([drained, delay(500)]))
        .then(() => resolve(code ?? 1));
    });
  });

  /** @type {Started['heard']} */
  const heard = async (pattern, limitMs) => {
    const timer = new AbortController();
    /** @type {Promise<RegExpExecArray>} */
    const match = new Promise((resolve) => {
      const listener = () => {
        const found = pattern.exec(output);
        if (found) resolve(found);
      };
      listeners.add(listener);
      timer.signal.addEventListener('abort', () => listeners.delete(listener));
      listener();
    });
    const problem = Promise.race([
      exited.then((code) => `ended with code ${code}`),
      delay(limitMs, `was silent for ${limitMs / 1000} s`, { signal: timer.signal }),
    ]);
    const result = await Promise.race([match, problem]);
    timer.abort();
    problem.catch(() => 'aborted');
    if (typeof result === 'string') throw new Error(`${command} ${result}:\n${output.trimEnd()}`);
    return result;
  };
  return { exited, output: () => output, stop, heard };
}

/**
 * Runs a program to its end. Past the limit it is ended, and the code is 124 as with `timeout`.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {StartOptions & { readonly limitMs: number }} options
 * @returns {Promise<{ readonly code: number, readonly output: string }>}
 */
export async function run(command, args, options) {
  const started = start(command, args, options);
  const timer = new AbortController();
  const late = delay(options.limitMs, 124, { signal: timer.signal }).catch(() => 124);
  const code = await Promise.race([started.exited, late]);
  timer.abort();
  await started.stop();
  const note = code === 124 ? `\nstopped after ${options.limitMs / 1000} s` : '';
  return { code, output: started.output() + note };
}

/** @param {number | undefined} pid The leader's, which is also the group's. */
async function endGroup(pid) {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    await new Promise((resolve) => {
      execFile('taskkill', ['/pid', String(pid), '/T', '/F'], () => resolve(undefined));
    });
    return;
  }
  signalGroup(pid, 'SIGTERM');
  for (let waited = 0; waited < 3000 && signalGroup(pid, 0); waited += 50) await delay(50);
  signalGroup(pid, 'SIGKILL');
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals | 0} signal
 * @returns {boolean} Whether anyone was there to receive it.
 */
function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
