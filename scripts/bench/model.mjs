/**
 * Measures the embedded engine's model on the sources of installed packages: how fast it learns and
 * writes, what memory it takes, and how often it writes exactly the line that stood there.
 * `node scripts/bench/model.mjs` prints a table.
 */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadBundle, loadModelModules } from './bundle.mjs';
import { chooseAutoClosed, choosePlaces, measuredProjects, readProject } from './heldOut.mjs';

const here = fileURLToPath(import.meta.url);
const root = path.resolve(path.dirname(here), '../..');
const bundle = path.join(root, 'dist/bench/model.mjs');

/** Places measured here are not used for anything else: tuning draws others. */
const measuredSalt = 'measured';
const filesPerProject = 20;
const placesPerFile = 5;
const corpusBytes = 1_000_000;
const promptTokens = 4_000;
const memoryFlag = '--memory';

/** @typedef {{ name: string, value: number, unit: string, target: string }} BenchRow */
/** @typedef {typeof import('../../src/embedded/model/buildSnapshot')} BuildSnapshotModule */
/** @typedef {typeof import('../../src/embedded/model/openModel')} OpenModelModule */
/** @typedef {typeof import('../../src/embedded/model/decode')} DecodeModule */
/** @typedef {BuildSnapshotModule & OpenModelModule & DecodeModule} ModelModule */
/** @typedef {import('../../src/embedded/model/languageModel').LanguageModel} LanguageModel */

/** @type {import('../../src/embedded/model/languageModel').SamplingOptions} */
const greedyLine = {
  maxTokens: 64,
  temperature: 0,
  topP: 1,
  seed: 1,
  stop: ['\n'],
  stopTokenIds: [],
  includeStopInOutput: false,
  ignoreEnd: false,
  minTokens: 0,
  logprobs: undefined,
};

/** @returns {Promise<ModelModule>} */
async function loadModel() {
  const names = ['buildSnapshot', 'openModel', 'decode'];
  await loadModelModules({ names, outfile: bundle });
  return importBundle();
}

/** @returns {Promise<ModelModule>} */
async function importBundle() {
  /** @type {unknown} */
  const model = await loadBundle(bundle);
  return /** @type {ModelModule} */ (model);
}

/** The first files of every project in turn, until they come to one megabyte. */
function oneMegabyte() {
  const projects = measuredProjects.map(readProject);
  const files = [];
  let bytes = 0;
  for (let turn = 0; bytes < corpusBytes; turn++) {
    for (const file of projects.flatMap((project) => project.slice(turn, turn + 1))) {
      if (bytes >= corpusBytes) break;
      files.push(file);
      bytes += Buffer.byteLength(file.text);
    }
  }
  return files;
}

/** @param {readonly number[]} values @param {number} share */
function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
}

/** @param {{ prefix: string, suffix: string }} place */
const fillIn = ({ prefix, suffix }) =>
  `<|fim_prefix|>${prefix}<|fim_suffix|>${suffix}<|fim_middle|>`;

/** @param {ModelModule} module @returns {BenchRow[]} */
function measureSpeed({ buildSnapshot, openModel, decode }) {
  const files = oneMegabyte();
  const learning = Array.from({ length: 5 }, () => {
    const start = performance.now();
    openModel(buildSnapshot(files));
    return performance.now() - start;
  });
  const model = openModel(buildSnapshot(files));
  const prompts = longPrompts(model);
  for (const prompt of prompts) model.open(model.encode(prompt)).propose(1);
  const firstTokens = prompts.map((prompt) => {
    const start = performance.now();
    model.open(model.encode(prompt)).propose(1);
    return performance.now() - start;
  });

  let tokens = 0;
  let spent = 0;
  for (const prompt of prompts) {
    const session = model.open(model.encode(prompt));
    const start = performance.now();
    const options = { ...greedyLine, stop: [], maxTokens: 100 };
    for (const chunk of decode(session, options, model)) tokens += chunk.tokenCount;
    spent += performance.now() - start;
  }
  return [
    row('model: index 1 MB', percentile(learning, 0.5), 'ms', '< 1000'),
    row('model: first token, 4k prompt, p95', percentile(firstTokens, 0.95), 'ms', '< 30'),
    row('model: plain tokens', (tokens / spent) * 1000, '/s', ''),
  ];
}

/** Prompts of about 4,000 tokens out of the measured projects. @param {LanguageModel} model */
function longPrompts(model) {
  const text = measuredProjects.flatMap((project) => readProject(project).map((file) => file.text));
  const all = text.join('\n');
  const prompts = [];
  for (let index = 1; index <= 40; index++) {
    const cursor = Math.floor((all.length * index) / 41);
    const ids = model.encode(all.slice(Math.max(0, cursor - 30_000), cursor));
    const prefix = model.decode(ids.slice(-promptTokens * 0.75));
    const suffix = model.decode(model.encode(all.slice(cursor, cursor + 10_000), promptTokens / 4));
    prompts.push(fillIn({ prefix, suffix }));
  }
  return prompts;
}

/** @param {ModelModule} module @returns {BenchRow[]} */
function measureExactness({ buildSnapshot, openModel, decode }) {
  /** @type {Map<string, { right: number, all: number }>} */
  const counts = new Map();
  /** @param {string} name @param {boolean} right */
  const count = (name, right) => {
    const { right: before, all } = counts.get(name) ?? { right: 0, all: 0 };
    counts.set(name, { right: before + Number(right), all: all + 1 });
  };
  for (const project of measuredProjects) {
    const files = readProject(project);
    const options = { salt: measuredSalt, fileCount: filesPerProject, perFile: placesPerFile };
    for (const { heldOut, places } of choosePlaces(files, options)) {
      const model = openModel(buildSnapshot(files.filter((file) => file.path !== heldOut)));
      const whole = files.filter((file) => file.path === heldOut);
      const closed = whole.flatMap((file) =>
        chooseAutoClosed(file, { salt: measuredSalt, count: placesPerFile }),
      );
      for (const place of [...places, ...closed]) {
        const session = model.open(model.encode(fillIn(place)));
        const written = [...decode(session, greedyLine, model)].map(({ text }) => text).join('');
        const right = written.trimEnd() === place.expected.trimEnd();
        count(place.kind, right);
        count(`${place.kind}, ${project.name}`, right);
      }
    }
  }
  const targets = new Map([
    ['rest of line', '>= 30'],
    ['whole line', '>= 11'],
  ]);
  return [...counts]
    .map(([name, { right, all }]) =>
      row(`model: exact ${name} (${all})`, (100 * right) / all, '%', targets.get(name) ?? ''),
    )
    .sort((a, b) => Number(b.target !== '') - Number(a.target !== ''));
}

/** In a process of its own, since memory once used is seldom given back. @returns {BenchRow[]} */
function measureMemory() {
  const output = execFileSync(process.execPath, ['--expose-gc', here, memoryFlag], {
    encoding: 'utf8',
  });
  /** @type {unknown} */
  const report = JSON.parse(output);
  const { added, whole } = /** @type {{ added: number, whole: number }} */ (report);
  return [
    row('model: memory added by 1 MB', added / 2 ** 20, 'MB', ''),
    row('model: memory of the process', whole / 2 ** 20, 'MB', '< 150'),
  ];
}

async function reportMemory() {
  const { buildSnapshot, openModel, decode } = await importBundle();
  const files = oneMegabyte();
  const prompt = `<|fim_prefix|>${files[0]?.text.slice(0, 2_000) ?? ''}<|fim_suffix|><|fim_middle|>`;
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const model = openModel(buildSnapshot(files.splice(0)));
  const written = [...decode(model.open(model.encode(prompt)), greedyLine, model)];
  globalThis.gc?.();
  const whole = process.memoryUsage.rss();
  console.log(JSON.stringify({ added: whole - before, whole, tokens: written.length }));
}

/** @param {string} name @param {number} value @param {string} unit @param {string} target */
const row = (name, value, unit, target) => ({ name, value, unit, target });

/** @returns {Promise<BenchRow[]>} */
export async function benchModel() {
  const module = await loadModel();
  return [...measureMemory(), ...measureSpeed(module), ...measureExactness(module)];
}

if (process.argv[1] === here) {
  if (process.argv.includes(memoryFlag)) {
    await reportMemory();
  } else {
    for (const { name, value, unit, target } of await benchModel()) {
      console.log(`${name.padEnd(48)} ${value.toFixed(1).padStart(9)} ${unit.padEnd(4)} ${target}`);
    }
  }
}
