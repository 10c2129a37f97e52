// @ts-check
/**
 * Takes the place of VS Code's native watchdog, which the registry holds as source only. It would
 * end an extension host whose parent is gone; here the process group is ended as a whole.
 */
export function start() {}

/** @param {number} [code] */
export function exit(code) {
  process.exit(code ?? 0);
}
