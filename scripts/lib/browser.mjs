// @ts-check
/** A headless Chromium: the machine's own, else the one in the npm registry. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { cachedPackage } from './cache.mjs';
import { loopbackEnvironment, plainEnvironment } from './environment.mjs';
import { run } from './processes.mjs';
import { chromium } from './versions.mjs';

const ownNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-proxy-server',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/** Why there is no Chromium for this machine; undefined where there is one. */
export function whyNoBrowser() {
  if (onPath() || (platform() === 'linux' && arch() === 'x64')) return undefined;
  return `no chromium or google-chrome on the PATH, and none in the registry for ${platform()} ${arch()}`;
}

function onPath() {
  if (platform() === 'win32') return undefined;
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => ownNames.map((name) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** Which Chromium `ensureBrowser` gives. */
export async function browserVersion() {
  const own = onPath();
  return own ? (await run(own, ['--version'], { limitMs: 30_000 })).output.trim() : chromium;
}

/** The program and what it needs in its environment; fetched on first use. */
export async function ensureBrowser() {
  const own = onPath();
  if (own) return { program: own, env: loopbackEnvironment() };
  const folder = await cachedPackage({
    name: '@sparticuz/chromium',
    version: chromium,
    finish: unpack,
  });
  const unpacked = join(folder, 'unpacked');
  const program = join(unpacked, 'chromium');
  const env = { ...loopbackEnvironment(), ...(await fonts(unpacked)) };
  if ((await run(program, ['--version'], { env, limitMs: 30_000 })).code === 0) {
    return { program, env };
  }
  // A bare machine may lack libraries that the package brings along.
  const libraries = [join(unpacked, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']];
  return { program, env: { ...env, LD_LIBRARY_PATH: libraries.filter(Boolean).join(':') } };
}

/**
 * The package unpacks itself into the temporary folder, so that folder is moved for it.
 * @param {string} folder
 */
async function unpack(folder) {
  const target = join(folder, 'unpacked');
  await mkdir(target);
  const entry = pathToFileURL(
    join(folder, 'node_modules', '@sparticuz', 'chromium', 'build', 'esm', 'index.js'),
  ).href;
  const script = `await (await import(${JSON.stringify(entry)})).default.executablePath()`;
  const { code, output } = await run(process.execPath, ['--input-type=module', '-e', script], {
    env: {
      ...plainEnvironment(),
      TMPDIR: target,
      // Makes it unpack its system libraries, too.
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x',
    },
    limitMs: 120_000,
  });
  if (code !== 0) throw new Error(`Chromium could not be unpacked:\n${output}`);
}

/**
 * A machine without fonts would show empty boxes: there the package's own font stands in.
 * @param {string} unpacked
 * @returns {Promise<NodeJS.ProcessEnv>}
 */
async function fonts(unpacked) {
  if (existsSync('/usr/share/fonts') || existsSync('/usr/local/share/fonts')) return {};
  const file = join(unpacked, 'fonts', 'here.conf');
  const text = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(unpacked, 'fonts')}</dir></fontconfig>
`;
  if (!existsSync(file)) await writeFile(file, text);
  return { FONTCONFIG_FILE: file };
}

/**
 * Starts Chromium; the caller closes it, and it closes with this process.
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchBrowser() {
  const { program, env } = await ensureBrowser();
  const playwright = await import('playwright-core');
  return playwright.chromium.launch({
    executablePath: program,
    args: flags,
    env: /** @type {Record<string, string>} */ (env),
    // Signals are answered in one place, in lifetime.mjs.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}
