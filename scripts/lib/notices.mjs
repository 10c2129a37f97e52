// @ts-check
/** The licences of the packages that stand in a bundle, as one text to be shipped beside it. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from './json.mjs';

const licenceFile = /^(?:licen[cs]e|copying)(?:[.-]\w+)*$/i;
const noticeFile = /^notice(?:\.\w+)?$/i;

/**
 * @typedef {object} Package
 * @property {string} name
 * @property {string} version
 * @property {string} licence Its SPDX identifier.
 * @property {string} text
 */

/**
 * Folders of the packages that files belong to, each once, in their order by name.
 * @param {readonly string[]} files With forward slashes, as esbuild lists them.
 */
export function packageFolders(files) {
  const folders = files.flatMap(
    (file) => /^(?:[\w-]+:)?(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [],
  );
  return [...new Set(folders)].sort((a, b) => (nameIn(a) < nameIn(b) ? -1 : 1));
}

/**
 * Fails where a package neither brings the text of its licence along nor names one that is known.
 * @param {readonly string[]} folders
 */
export async function thirdPartyNotices(folders) {
  const packages = await Promise.all(folders.map(readPackage));
  const sections = packages.map(
    ({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text.trim()}\n`,
  );
  const head = `Trellis contains the following packages, each under its own licence.\n`;
  return [head, ...sections].join(`\n${'-'.repeat(80)}\n\n`);
}

/**
 * @param {string} folder
 * @returns {Promise<Package>}
 */
async function readPackage(folder) {
  /** @typedef {{ name: string, version: string, license?: string, author?: string | { name: string } }} Manifest */
  const manifest = /** @type {Manifest} */ (await readJson(join(folder, 'package.json')));
  const {
    name,
    version,
    license: licence = 'none named',
    author = `the authors of ${name}`,
  } = manifest;
  const files = await readdir(folder);
  const read = (/** @type {RegExp} */ pattern) =>
    Promise.all(
      files
        .filter((file) => pattern.test(file))
        .sort()
        .map((file) => readFile(join(folder, file), 'utf8')),
    );
  const own = await read(licenceFile);
  const holder = typeof author === 'string' ? author : author.name;
  const texts = own.length > 0 ? own : [await knownText(licence, holder)];
  return { name, version, licence, text: [...texts, ...(await read(noticeFile))].join('\n\n') };
}

/**
 * @param {string} licence
 * @param {string} holder Whose copyright it is.
 */
async function knownText(licence, holder) {
  const file = fileURLToPath(import.meta.resolve(`spdx-license-list/licenses/${licence}.json`));
  if (!existsSync(file))
    throw new Error(`there is no text of the licence “${licence}” of ${holder}`);
  const { licenseText } = /** @type {{ licenseText: string }} */ (await readJson(file));
  return licenseText.replace(/<year> <[^>]+>/, holder);
}

/** @param {string} folder */
function nameIn(folder) {
  return folder.slice(folder.lastIndexOf('node_modules/'));
}
