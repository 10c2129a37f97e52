/**
 * Fits the weights of the embedded model's votes and writes `src/embedded/model/fittedWeights.ts`.
 * It learns from installed packages that `model.mjs` does not measure, and from further folders of
 * source given as arguments: `node scripts/bench/fitWeights.mjs [folder...]`.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadModelModules } from './bundle.mjs';
import { choosePlaces, readProject } from './heldOut.mjs';
import { votesAlong } from './votesAt.mjs';

/** @typedef {import('./votesAt.mjs').Internals} Internals */
/** @typedef {import('../../src/embedded/model/features').Feature} Feature */
/** @typedef {{ right: boolean, share: number, parameters: number[] }} Example */

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const target = path.join(root, 'src/embedded/model/fittedWeights.ts');

const packages = [
  'openai/src',
  '@azure/msal-common/src',
  '@azure/msal-node/src',
  '@typescript-eslint/eslint-plugin/dist/rules',
  'azure-devops-node-api',
  'cheerio/src',
  'fs-extra/lib',
  'js-yaml',
  'jszip/lib',
  'markdown-it/lib',
  'parse5',
  'postcss/lib',
  'yargs',
];
const places = { salt: 'fit', fileCount: 12, perFile: 5 };
const fitting = { epochs: 25, batch: 64, rate: 0.05, pull: 2e-4 };

/** What unsaved edits count for beyond a place in the corpus that is as much alike. */
const editBonus = (/** @type {number} */ exactClass) => 0.5 + 0.2 * exactClass;

async function loadInternals() {
  const outfile = path.join(root, 'dist/bench/internals.mjs');
  const names = 'buildSnapshot ballot corpus features lexer promptIndex symbolSpace'.split(' ');
  const internals = await loadModelModules({ names, outfile });
  return /** @type {Internals} */ (internals);
}

/** @param {Internals} model @param {(feature: Feature, index: number) => number} parameterOf */
function readExamples(model, parameterOf) {
  /** @type {Example[][]} */
  const questions = [];
  for (const folder of [...packages, ...process.argv.slice(2)]) {
    const files = readProject({ folder });
    for (const { heldOut, places: chosen } of choosePlaces(files, places)) {
      const others = files.filter((file) => file.path !== heldOut);
      const corpus = model.readCorpus(model.buildSnapshot(others));
      for (const votes of chosen.flatMap((place) => [...votesAlong(model, corpus, place)])) {
        // Where every vote is right or none is, the weights make no difference.
        if (new Set(votes.map(({ right }) => right)).size < 2) continue;
        questions.push(
          votes.map(({ right, share, classes }) => ({
            right,
            share,
            parameters: model.features.flatMap((feature) => {
              const index = classes[feature];
              return index === undefined ? [] : [parameterOf(feature, index)];
            }),
          })),
        );
      }
    }
    console.log(`${folder}: ${files.length} files, ${questions.length} questions so far`);
  }
  return questions;
}

/**
 * Adam on the negative log-likelihood of the right answers.
 * @param {readonly Example[][]} questions
 * @param {Float64Array} weights
 */
function fit(questions, weights) {
  const size = weights.length;
  const gradient = new Float64Array(size);
  const mean = new Float64Array(size);
  const variance = new Float64Array(size);
  let step = 0;
  for (let epoch = 0; epoch < fitting.epochs; epoch++) {
    let loss = 0;
    const rate = fitting.rate * (1 - epoch / fitting.epochs) + 0.002;
    // Steps through the questions far apart from each other, so that a batch mixes the projects.
    const stride = coprimeTo(questions.length, 7919 + epoch);
    for (let from = 0; from < questions.length; from += fitting.batch) {
      gradient.fill(0);
      const to = Math.min(questions.length, from + fitting.batch);
      for (let index = from; index < to; index++) {
        const question = questions[(index * stride) % questions.length] ?? [];
        loss += addGradient(question, weights, gradient);
      }
      step++;
      for (let at = 0; at < size; at++) {
        const slope = (gradient[at] ?? 0) / (to - from) + fitting.pull * (weights[at] ?? 0);
        mean[at] = 0.9 * (mean[at] ?? 0) + 0.1 * slope;
        variance[at] = 0.999 * (variance[at] ?? 0) + 0.001 * slope * slope;
        const scaled = (mean[at] ?? 0) / (1 - 0.9 ** step);
        const spread = Math.sqrt((variance[at] ?? 0) / (1 - 0.999 ** step)) + 1e-8;
        weights[at] = (weights[at] ?? 0) - (rate * scaled) / spread;
      }
    }
    console.log(`epoch ${epoch + 1}: loss ${(loss / questions.length).toFixed(4)}`);
  }
}

/** @param {readonly Example[]} question @param {Float64Array} weights @param {Float64Array} gradient */
function addGradient(question, weights, gradient) {
  const masses = question.map(({ share, parameters }) =>
    parameters.reduce((mass, parameter) => mass * Math.exp(weights[parameter] ?? 0), share),
  );
  let all = 0;
  let right = 0;
  question.forEach((example, index) => {
    all += masses[index] ?? 0;
    if (example.right) right += masses[index] ?? 0;
  });
  question.forEach((example, index) => {
    const mass = masses[index] ?? 0;
    const slope = mass / all - (example.right ? mass / right : 0);
    for (const parameter of example.parameters) {
      gradient[parameter] = (gradient[parameter] ?? 0) + slope;
    }
  });
  return Math.log(all / right);
}

/** @param {number} length @param {number} start */
function coprimeTo(length, start) {
  /** @param {number} a @param {number} b @returns {number} */
  const divisor = (a, b) => (b === 0 ? a : divisor(b, a % b));
  let candidate = start;
  while (divisor(candidate, length) !== 1) candidate++;
  return candidate;
}

const model = await loadInternals();
/** @type {Map<Feature, number>} */
const offsets = new Map();
let size = 0;
for (const feature of model.features) {
  offsets.set(feature, size);
  size += model.featureSizes[feature];
}
const weights = new Float64Array(size);
fit(
  readExamples(model, (feature, index) => (offsets.get(feature) ?? 0) + index),
  weights,
);

const lines = model.features.map((feature) => {
  const offset = offsets.get(feature) ?? 0;
  const values = [...weights.subarray(offset, offset + model.featureSizes[feature])];
  // No place here has other texts in its prompt: those count as the corpus does, and then some.
  if (feature === 'exact' || feature === 'alike' || feature === 'exchange') {
    const perSource = values.length / 4;
    for (let index = 0; index < perSource; index++) {
      const bonus = feature === 'exact' ? editBonus(index) : 0;
      values[2 * perSource + index] = (values[3 * perSource + index] ?? 0) + bonus;
    }
  }
  return `  ${feature}: [${values.map((value) => Number(value.toFixed(2))).join(', ')}],`;
});
writeFileSync(
  target,
  `import type { Feature } from './features';

/**
 * How much each class of vote counts, as natural logarithms, in the order in which \`classify\`
 * numbers them. Written by \`scripts/bench/fitWeights.mjs\`: fitted to held-out TypeScript,
 * JavaScript, Python and Go, none of it from the projects that \`scripts/bench/model.mjs\` measures.
 */
export const fittedWeights: Readonly<Record<Feature, readonly number[]>> = {
${lines.join('\n')}
};
`,
);
