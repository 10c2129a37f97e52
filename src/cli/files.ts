import { readFileSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { UsageError } from './usageError';

/** Files that a person named on the command line; paths may be relative, and `-` is standard input. */
export interface Files {
  readonly isFolder: (path: string) => boolean;
  /** The text of a file, exactly; throws a `UsageError` where it is none. */
  readonly readText: (path: string) => Promise<string>;
  /** The bytes of a file; throws a `UsageError` where there is none. */
  readonly readBytes: (path: string) => Uint8Array;
}

export const standardInput = '-';

export function createFiles(stdin: Readable): Files {
  return {
    isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
    readBytes: readNamed,
    async readText(path) {
      const bytes = path === standardInput ? await readAll(stdin) : readNamed(path);
      try {
        return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        throw new UsageError(`${nameOf(path)} is not UTF-8 text`);
      }
    },
  };
}

/** What messages call a file. */
export function nameOf(path: string): string {
  return path === standardInput ? 'standard input' : path;
}

function readNamed(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new UsageError(`cannot read ${path}: ${reasons[code] ?? code}`);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

async function readAll(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
