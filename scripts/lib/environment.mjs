// @ts-check

/** Variables by which an outer npm, VS Code or test runner would steer what is started here. */
const outer =
  /^(npm_(lifecycle|package|command|execpath|node_execpath)|npm_config_(local_|global_)?prefix$|INIT_CWD$|VSCODE_|ELECTRON_|VITEST|NODE_OPTIONS$|NODE_ENV$|FORCE_COLOR$)/;
const proxies = /^(https?|all|no|ftp)_proxy$/i;

/**
 * The environment without what belongs to the program that started this one.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function plainEnvironment(env = process.env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !outer.test(name)));
}

/**
 * The environment for tests, where all is on loopback: without what belongs to the program that
 * started this one, without proxies and without a gallery of extensions.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function loopbackEnvironment(env = process.env) {
  const direct = Object.entries(plainEnvironment(env)).filter(([name]) => !proxies.test(name));
  return { ...Object.fromEntries(direct), EXTENSIONS_GALLERY: '{}' };
}
