import { existsSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { withoutByteOrderMark } from '../base/byteOrderMark';
import { quotePath } from '../base/quoting';
import { UsageError } from './usageError';

/** Files that a person named on the command line; paths may be relative, and `-` is standard input. */
export interface Files {
  readonly isFolder: (path: string) => boolean;
  /** Also where it may not be read, which is told when it is tried. */
  readonly isThere: (path: string) => boolean;
  /** Absolute: as it was named, and where it really is once links are followed. */
  readonly placesOf: (path: string) => readonly string[];
  /** The text of a file, without a byte order mark; throws a `UsageError` where it is none. */
  readonly readText: (path: string) => Promise<string>;
  /**
   * The text of a file with its byte order mark, for whoever tells of that; throws a `UsageError`
   * where it is none.
   */
  readonly readMarkedText: (path: string) => Promise<string>;
  /** The bytes of a file; throws a `UsageError` where there is none. */
  readonly readBytes: (path: string) => Promise<Uint8Array>;
  /** Makes a file; throws a `UsageError` where it exists already or cannot be made. */
  readonly writeNew: (path: string, text: string) => Promise<void>;
}

export const standardInput = '-';

export function createFiles(stdin: Readable): Files {
  const readBytes: Files['readBytes'] = async (path) =>
    path === standardInput ? readAll(stdin) : readNamed(path);
  const readMarkedText: Files['readMarkedText'] = async (path) => {
    const text = decodeUtf8(await readBytes(path));
    if (text === undefined) throw new UsageError(`${fileLabel(path)} is not UTF-8 text`);
    return text;
  };
  return {
    isFolder,
    isThere: existsSync,
    placesOf: (path) => [...new Set([resolve(path), realPath(path)])],
    readBytes,
    readMarkedText,
    readText: async (path) => withoutByteOrderMark(await readMarkedText(path)),
    writeNew: (path, text) => Promise.resolve().then(() => writeNamed(path, text)),
  };
}

/** The text of bytes, a byte order mark included; `undefined` where they are no UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  return decode(bytes, { stream: false });
}

/** The text in front of the first bytes that are no UTF-8. */
export function utf8Before(bytes: Uint8Array): string {
  // The beginning of a character may still become one, so that longer beginnings only get worse.
  let [sound, broken] = [0, bytes.length + 1];
  while (broken - sound > 1) {
    const middle = Math.floor((sound + broken) / 2);
    if (decode(bytes.subarray(0, middle), { stream: true }) === undefined) broken = middle;
    else sound = middle;
  }
  return decode(bytes.subarray(0, sound), { stream: true }) ?? '';
}

function decode(bytes: Uint8Array, options: { readonly stream: boolean }): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes, options);
  } catch {
    return undefined;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // What cannot be reached cannot be read either, which is told when it is tried.
    return resolve(path);
  }
}

/** What messages call a file. */
export function fileLabel(path: string): string {
  return path === standardInput ? 'standard input' : path;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

function readNamed(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const name = quotePath(path, isFolder);
    throw new UsageError(`cannot read ${name}: ${reasons.get(code) ?? code}`);
  }
}

function writeNamed(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    // A full disk leaves the beginning of it, which was ours.
    if (!notMade.has(code)) rmSync(path, { force: true });
    const name = quotePath(path, isFolder);
    throw new UsageError(`cannot write ${name}: ${notMade.get(code) ?? code}`);
  }
}

/** Where nothing was begun. */
const notMade: ReadonlyMap<string, string> = new Map(
  Object.entries({
    EEXIST: 'it exists already, and stays as it is',
    EISDIR: 'it is a folder',
    ENOENT: 'there is no such folder',
    ENOTDIR: 'there is no such folder',
    ENAMETOOLONG: 'its name is too long',
    EACCES: 'its folder may not be written to',
    EPERM: 'its folder may not be written to',
    EROFS: 'its folder may not be written to',
  }),
);

const reasons: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ENOENT: 'there is no such file',
    ENAMETOOLONG: 'there is no such file',
    ENOTDIR: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'it may not be read',
  }),
);

async function readAll(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
