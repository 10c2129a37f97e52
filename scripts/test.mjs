// @ts-check
/**
 * All the tests, from a fresh clone on: installs what is missing, then runs the rings, some side by
 * side. The last line it prints is the count. Only Node's own modules may be imported before the installation.
 */
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { createDisplay } from './lib/display.mjs';
import { endOnSignals, endRun, unlessEnding } from './lib/lifetime.mjs';
import { prefetch } from './lib/prefetch.mjs';
import { endingOf, ringReport } from './lib/report.mjs';
import { ringNames, scheduleOf } from './lib/rings.mjs';
import { engineNames } from './lib/versions.mjs';

const usage = `npm test [-- RING…] [-- options]

Runs the given rings, or all: ${ringNames.join(', ')}.

  --all                  run also what passed before and depends on nothing that changed; so does CI=true
  --engine ${engineNames.join('|')}    VS Code for the host ring: the newest or the oldest supported (both)
  --desktop              run the host ring in desktop VS Code, where a server build could
  --update-screenshots   write the screen ring's pictures to media/screenshots
  --help                 this text

VS Code, Node and Chromium are fetched once and kept in TRELLIS_CACHE, or else your cache folder.
`;

/** @typedef {import('./lib/report.mjs').TestResult} TestResult */

/** @returns {Promise<readonly TestResult[]>} */
async function main() {
  const { names, options } = readArguments();
  try {
    await ensureDependencies((line) => console.log(line));
  } catch (error) {
    await unlessEnding();
    console.log(String(error));
    return [{ title: 'install', state: 'failed' }];
  }
  prefetch(names, options);
  const display = createDisplay();
  /** @type {TestResult[]} */
  const tests = [];
  // Taken off the front, so that a list may be worked on from two sides.
  const runInOrder = async (/** @type {import('./lib/rings.mjs').Ring[]} */ rings) => {
    for (let ring = rings.shift(); ring; ring = rings.shift()) {
      const { name, run } = ring;
      const started = performance.now();
      const result = await run(display.begin(name)).catch(problemOf);
      await unlessEnding();
      display.end(name, ringReport(name, result, (performance.now() - started) / 1000));
      tests.push(...result.tests);
    }
  };
  const { first, checks, windows } = scheduleOf(names, options);
  await runInOrder([...first]);
  // Whoever is done with its own takes over from the other.
  const lanes = [[...checks], [...windows]];
  await Promise.all(
    [lanes, lanes.toReversed()].map(async (inTurn) => {
      for (const lane of inTurn) await runInOrder(lane);
    }),
  );
  display.close();
  return tests;
}

/**
 * @param {unknown} error
 * @returns {import('./lib/report.mjs').RingResult}
 */
function problemOf(error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { tests: [{ title: 'the ring can be run', state: 'failed', error: text }] };
}

function readArguments() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      engine: { type: 'string' },
      desktop: { type: 'boolean', default: false },
      'update-screenshots': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const engine = engineNames.find((name) => name === values.engine);
  if (values.engine !== undefined && engine === undefined) {
    throw new Error(`no engine is called ${values.engine}\n\n${usage}`);
  }
  const names = positionals.map((positional) => {
    const name = ringNames.find((candidate) => candidate === positional);
    if (name === undefined) throw new Error(`no ring is called ${positional}\n\n${usage}`);
    return name;
  });
  /** @type {import('./lib/rings.mjs').RingOptions} */
  const options = {
    engines: engine ? [engine] : engineNames,
    vscode: values.desktop ? 'desktop' : 'server',
    wish: values.all || process.env['CI'] === 'true' ? 'all' : 'changed',
    screenshots: values['update-screenshots'] ? 'updated' : 'kept',
  };
  return { names: names.length > 0 ? names : ringNames, options };
}

endOnSignals();
try {
  const tests = await main();
  await endRun();
  console.log(endingOf(tests));
  process.exit(tests.some((test) => test.state === 'failed') ? 1 : 0);
} catch (error) {
  await endRun();
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
}
