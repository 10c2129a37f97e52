// @ts-check
/**
 * The server ring on real vLLM servers that this script installs and starts. The last line it prints
 * is the count.
 */
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { endOnSignals, endRun, unlessEnding } from './lib/lifetime.mjs';
import { endingOf } from './lib/report.mjs';
import { findPython, whyNoBuild } from './vllm/python.mjs';
import { pythonRange, recipesFor, vllmVersions } from './vllm/recipes.mjs';
import { testRelease } from './vllm/runGroups.mjs';

/** @typedef {import('./lib/report.mjs').TestResult} TestResult */

const usage = `npm run test:vllm [-- --version V]…

Runs the provider against vLLM on this machine's processor, served in several ways.

  --version V   ${vllmVersions.join(' or ')}; may be given several times (${vllmVersions[0]})
  --help        this text

Each version is installed once (6 GB) into the folder vllm of TRELLIS_CACHE, or else of your cache
folder; TRELLIS_VLLM_HOME names another one. Two servers run at a time and take 10 GB of memory.
`;

/**
 * @param {readonly import('./vllm/recipes.mjs').Recipe[]} recipes
 * @returns {Promise<readonly TestResult[]>}
 */
async function main(recipes) {
  await ensureDependencies((line) => console.log(line));
  const python = whyNoBuild() === undefined ? await findPython() : undefined;
  /** @type {TestResult[]} */
  const tests = [];
  for (const recipe of recipes) {
    if (python !== undefined) {
      tests.push(...(await testRelease(recipe, python)));
      continue;
    }
    const why = whyNoBuild() ?? `there is no Python ${pythonRange}, neither of uv nor on the PATH`;
    console.log(`  skipped: vLLM ${recipe.version}\n    ${why}`);
    tests.push({ title: `vLLM ${recipe.version}`, state: 'skipped', error: why });
  }
  return tests;
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      version: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  return recipesFor(values.version);
}

endOnSignals();
try {
  const tests = await main(readArguments());
  await unlessEnding();
  await endRun();
  console.log(endingOf(tests));
  process.exit(tests.some((test) => test.state === 'failed') ? 1 : 0);
} catch (error) {
  await unlessEnding();
  await endRun();
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
