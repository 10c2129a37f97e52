// @ts-check
import { ensureBrowser, whyNoBrowser } from './browser.mjs';
import { ensureServer, whyNoServer } from './vscodeServer.mjs';

/**
 * Fetches what later rings will ask for while the first ones run. A failure is not reported here:
 * whoever needs the thing asks again and tells.
 * @param {readonly string[]} rings
 * @param {import('./rings.mjs').RingOptions} options
 */
export function prefetch(rings, { engines, vscode }) {
  if (vscode === 'desktop' || (whyNoServer() ?? whyNoBrowser()) !== undefined) return;
  const host = rings.includes('host');
  if (!host && !rings.includes('screen')) return;
  void Promise.allSettled([
    ensureBrowser(),
    ...(host ? engines : /** @type {const} */ (['latest'])).map((engine) => ensureServer(engine)),
  ]);
}
