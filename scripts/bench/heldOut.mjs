import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const nodeModules = fileURLToPath(new URL('../../node_modules/', import.meta.url));

/**
 * Hand-written sources that ship readable in installed packages. Left out: tests, and zod's
 * translations, which are one file fifty times over.
 */
export const measuredProjects = [
  { name: 'eslint', folder: 'eslint/lib' },
  { name: 'undici', folder: 'undici/lib' },
  { name: 'ajv', folder: 'ajv/lib' },
  { name: 'mocha', folder: 'mocha/lib' },
  { name: 'zod', folder: 'zod/src' },
];

const ignored = /(^|\/)(tests?|locales|benchmarks|node_modules|wasm)\//;
const source = /(?<!\.d)(?<!\.min)\.([cm]?[jt]s|go|py)$/;
const largestFile = 200_000;

/**
 * @param {{ folder: string }} project
 * @returns {{ path: string, text: string }[]} its source files, sorted by path; a relative folder
 *   is one of an installed package
 */
export function readProject({ folder }) {
  const root = path.resolve(nodeModules, folder);
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => source.test(file) && !ignored.test(file))
    .sort()
    .map((file) => ({ path: file, text: readFileSync(path.join(root, file), 'utf8') }))
    .filter(({ text }) => text.length > 0 && text.length <= largestFile);
}

/** @param {string} text */
const hash = (text) => createHash('sha256').update(text).digest().readUInt32BE(0);

/**
 * @typedef {{
 *   kind: 'rest of line' | 'whole line' | 'inside auto-closed brackets',
 *   prefix: string,
 *   expected: string,
 *   suffix: string,
 * }} Place
 *
 * Hash-chosen places, so that nobody picked them: in each held-out file some lines to complete from
 * a place inside, and some from after their indentation.
 * @param {readonly { path: string, text: string }[]} files
 * @param {{ salt: string, fileCount: number, perFile: number }} options
 * @returns {{ heldOut: string, places: Place[] }[]}
 */
export function choosePlaces(files, { salt, fileCount, perFile }) {
  return files
    .filter(({ text }) => text.split('\n').length >= 30)
    .map((file) => ({ file, order: hash(`${salt}:${file.path}`) }))
    .sort((a, b) => a.order - b.order)
    .slice(0, fileCount)
    .map(({ file }) => ({
      heldOut: file.path,
      places: [
        ...linesOf(file, { salt: `${salt}:rest`, count: perFile, least: 2 }).map((line) => {
          const start = line.from + line.indentation;
          const inside = start + 1 + (line.hash % (line.to - start - 1));
          return placeAt(file.text, { kind: 'rest of line', at: inside, to: line.to });
        }),
        ...linesOf(file, { salt: `${salt}:whole`, count: perFile, least: 1 }).map((line) =>
          placeAt(file.text, {
            kind: 'whole line',
            at: line.from + line.indentation,
            to: line.to,
          }),
        ),
      ],
    }));
}

/**
 * Places as an editor makes them that closes brackets by itself: the cursor stands after a bracket
 * that is closed in its line, and of the rest of the line stand only the closers of the brackets
 * open there.
 * @param {{ path: string, text: string }} file
 * @param {{ salt: string, count: number }} options
 * @returns {Place[]}
 */
export function chooseAutoClosed(file, { salt, count }) {
  return linesOf(file, { salt: `${salt}:closed`, count: Infinity, least: 3 })
    .map((line) => ({ line, pairs: pairsIn(file.text, line) }))
    .filter(({ pairs }) => pairs.length > 0)
    .slice(0, count)
    .flatMap(({ line, pairs }) => {
      const chosen = pairs[line.hash % pairs.length];
      if (chosen === undefined) return [];
      const kind = /** @type {const} */ ('inside auto-closed brackets');
      const place = placeAt(file.text, { kind, at: chosen.from, to: chosen.to });
      const lineEnd = file.text.slice(line.to);
      return [{ ...place, suffix: chosen.closers + lineEnd }];
    });
}

const closerOf = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

/**
 * The insides of the brackets of a line, and the closers of all brackets open there, innermost
 * first. A line whose brackets do not pair up has none.
 * @param {string} text
 * @param {{ from: number, to: number }} line
 */
function pairsIn(text, line) {
  const pairs = [];
  /** @type {{ at: number, closer: string }[]} */
  const open = [];
  for (let at = line.from; at < line.to; at++) {
    const character = text[at] ?? '';
    const closer = closerOf.get(character);
    if (closer !== undefined) open.push({ at, closer });
    if (!')]}'.includes(character)) continue;
    const closed = open.pop();
    if (closed?.closer !== character) return [];
    const closers =
      closed.closer +
      open
        .map((outer) => outer.closer)
        .reverse()
        .join('');
    if (at > closed.at + 1) pairs.push({ from: closed.at + 1, to: at, closers });
  }
  return open.length === 0 ? pairs : [];
}

/**
 * @param {{ path: string, text: string }} file
 * @param {{ salt: string, count: number, least: number }} options
 */
function linesOf(file, { salt, count, least }) {
  let from = 0;
  const lines = file.text.split('\n').map((line, index) => {
    const start = from;
    from += line.length + 1;
    return {
      from: start,
      to: start + line.trimEnd().length,
      indentation: line.length - line.trimStart().length,
      hash: hash(`${salt}:${file.path}:${index}`),
    };
  });
  return lines
    .filter(({ from: start, to, indentation }) => to - start - indentation >= least)
    .sort((a, b) => a.hash - b.hash)
    .slice(0, count);
}

/**
 * @param {string} text
 * @param {{ kind: Place['kind'], at: number, to: number }} options
 * @returns {Place}
 */
function placeAt(text, { kind, at, to }) {
  const lineEnd = text.indexOf('\n', to);
  return {
    kind,
    prefix: text.slice(0, at),
    expected: text.slice(at, to),
    suffix: lineEnd < 0 ? '' : text.slice(text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd),
  };
}
