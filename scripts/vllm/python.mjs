// @ts-check
/** A Python to install vLLM with: one that uv knows, else one on the PATH. Nothing is downloaded for it. */
import { arch, platform } from 'node:os';
import { plainEnvironment } from '../lib/environment.mjs';
import { run } from '../lib/processes.mjs';
import { pythonRange } from './recipes.mjs';

const names = ['python3', 'python3.13', 'python3.12', 'python3.11'];
const limitMs = 60_000;

/**
 * @typedef {object} Python
 * @property {string} program
 * @property {'on the path' | 'missing'} uv Whether uv is there; where it is not, it is installed.
 */

/** Why no CPU build of vLLM runs on such a machine; undefined where one does. */
export function whyNoBuild(system = platform(), processor = arch()) {
  if (system === 'linux' && processor === 'x64') return undefined;
  return `vLLM's CPU build is used on Linux x64 only, this is ${system} ${processor}`;
}

/**
 * Undefined where there is none of the right version.
 * @returns {Promise<Python | undefined>}
 */
export async function findPython() {
  const known = await lines('uv', ['python', 'find', '--no-python-downloads', pythonRange]);
  if (known[0] !== undefined) return { program: known[0], uv: 'on the path' };
  const uv = (await lines('uv', ['--version'])).length > 0 ? 'on the path' : 'missing';
  for (const program of names) {
    const [version = ''] = await lines(program, ['-c', 'import sys; print(sys.version)']);
    if (isPythonInRange(version)) return { program, uv };
  }
  return undefined;
}

/**
 * Whether a version as Python tells it is one that vLLM runs on.
 * @param {string} version
 */
export function isPythonInRange(version) {
  const [major, minor] = version.split('.').map((part) => Number.parseInt(part, 10));
  return major === 3 && minor !== undefined && minor >= 11 && minor < 14;
}

/**
 * What a program prints; nothing where it fails or is not there.
 * @param {string} command
 * @param {readonly string[]} args
 */
async function lines(command, args) {
  const { code, output } = await run(command, args, { env: plainEnvironment(), limitMs });
  return code === 0 ? output.trim().split(/\r?\n/).slice(-1) : [];
}
