// @ts-check
/** Everything fetched on demand, pinned. Each pair of VS Code and Node is one that was seen to run. */

/**
 * @typedef {'min' | 'latest'} EngineName
 * @typedef {object} Engine
 * @property {string} vscode Version of VS Code that the package carries.
 * @property {string} codeServer Version of the npm package `code-server`.
 * @property {string} node Version of Node that its extension host runs on.
 * @property {string} [resolvedBefore] Day on which its unpinned dependencies are resolved.
 */

/** @type {Readonly<Record<EngineName, Engine>>} */
export const engines = {
  latest: { vscode: '1.139.1', codeServer: '4.139.1', node: '24.21.0' },
  // The oldest release that package.json admits. Its lock file names an address outside the
  // registry, so its dependencies are resolved as of a day instead; on Node 24 it hangs.
  min: {
    vscode: '1.106.3',
    codeServer: '4.106.3',
    node: '22.23.3',
    resolvedBefore: '2026-11-20',
  },
};

export const engineNames = /** @type {readonly EngineName[]} */ (Object.keys(engines));

/** npm package `@sparticuz/chromium`: the last one that runs on Node 20. */
export const chromium = '143.0.4';
