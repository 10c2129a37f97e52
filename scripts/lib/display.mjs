// @ts-check
/** Says how far the running rings are: a line that changes in a terminal, a line now and then in a pipe. */

const terminalMs = 200;
const pipeMs = 30_000;

/**
 * @typedef {object} Output As much of a stream as is used here.
 * @property {boolean} [isTTY]
 * @property {number} [columns]
 * @property {(text: string) => unknown} write
 *
 * @typedef {object} Display
 * @property {(name: string) => import('./progress.mjs').OnProgress} begin
 * @property {(name: string, report: string) => void} end Shows what came of a ring.
 * @property {() => void} close
 */

/**
 * @param {object} [options]
 * @param {Output} [options.output]
 * @param {() => number} [options.now] Milliseconds.
 * @param {(tick: () => void, ms: number) => () => void} [options.every] Returns what ends it.
 * @returns {Display}
 */
export function createDisplay({
  output = process.stdout,
  now = () => performance.now(),
  every = repeat,
} = {}) {
  /** @type {Map<string, { readonly since: number, progress: import('./progress.mjs').Progress | undefined }>} */
  const rings = new Map();
  const inTerminal = output.isTTY === true;
  const erase = inTerminal ? '\r\u001b[K' : '';
  const tick = () => {
    if (rings.size === 0) return;
    const states = [...rings].map(([name, { since, progress }]) =>
      stateOf(name, now() - since, progress),
    );
    const line = states.join(' · ');
    output.write(inTerminal ? erase + line.slice(0, (output.columns ?? 80) - 1) : `… ${line}\n`);
  };
  const stop = every(tick, inTerminal ? terminalMs : pipeMs);
  return {
    begin(name) {
      /** @type {{ readonly since: number, progress: import('./progress.mjs').Progress | undefined }} */
      const ring = { since: now(), progress: undefined };
      rings.set(name, ring);
      return (progress) => {
        ring.progress = progress;
      };
    },
    end(name, report) {
      rings.delete(name);
      output.write(`${erase}${report}\n`);
    },
    close() {
      stop();
      output.write(erase);
    },
  };
}

/**
 * @param {string} name
 * @param {number} elapsedMs
 * @param {import('./progress.mjs').Progress | undefined} progress
 */
function stateOf(name, elapsedMs, progress) {
  const seconds = `${Math.round(elapsedMs / 1000)} s`;
  if (progress === undefined) return `${name} (${seconds})`;
  const running = progress.running === undefined ? '' : `: ${progress.running}`;
  return `${name} ${progress.ended} ended (${seconds})${running}`;
}

/**
 * @param {() => void} tick
 * @param {number} ms
 */
function repeat(tick, ms) {
  const timer = setInterval(tick, ms);
  return () => clearInterval(timer);
}
