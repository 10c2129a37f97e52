import { readGlobs } from './globs';
import { createIgnoreFiles, directoriesOf } from './ignoreFiles';
import { pathFromFolder, type FolderLocation } from './folderLocation';
import type { LetterCase } from './ignoreRules';
import { secretRule } from './secrets';

/**
 * The only judge of what may be read for a model. Index, completion, chat, tools and commit
 * messages all ask here before they read a file, and whatever is not clearly allowed is excluded.
 */

export type ExclusionReason =
  | 'outside the folder'
  | 'version control'
  | 'installed dependencies'
  | 'may hold a secret'
  | 'ignored by .gitignore'
  | 'ignored by .trellisignore'
  | '.gitignore is too large or too slow to follow'
  | '.trellisignore is too large or too slow to follow'
  | 'excluded by files.exclude'
  | 'files.exclude is too large or too slow to follow'
  | 'shows text of other files'
  | 'too large'
  | 'binary';

export interface Exclusion {
  readonly reason: ExclusionReason;
  /** The segment, rule or size that decided. */
  readonly detail: string;
}

/** Reading below a folder, the root; paths are relative to it, with forward slashes. */
export interface ExclusionReader {
  readonly letterCase: LetterCase;
  /** Where the root lies: names above it tell secrets, and ignore files above it have rules, too. */
  place(): Promise<FolderLocation>;
  /** Git's own ignore files, beside which a `.git` lies, weakest first; as `readText` takes them. */
  gitFiles(path: string): Promise<readonly string[]>;
  /**
   * The text of a small file, without a byte order mark, or `undefined` when there is none; ignore
   * files also elsewhere.
   */
  readText(path: string): Promise<string | undefined>;
  /** Size in bytes and the first kilobytes, or `undefined` when there is no such file. */
  readHead(path: string): Promise<{ readonly size: number; readonly head: Uint8Array } | undefined>;
  /** Where `path` really lies once links are followed; `undefined` for outside the root. */
  resolve(path: string): Promise<string | undefined>;
}

export interface ExclusionOptions {
  /** Glob patterns, as in VS Code's `files.exclude`. */
  readonly patterns?: readonly string[];
  /** Files larger than this many bytes are excluded. */
  readonly maxBytes?: number;
}

export interface FileExclusion {
  /** Why the file may not be read for a model, if so; a file that does not exist yet may be. */
  isExcluded(path: string): Promise<Exclusion | undefined>;
  /** Why no file in the directory may be read for a model, if so. Its name alone is judged. */
  isDirectoryExcluded(path: string): Promise<Exclusion | undefined>;
  /** Reads ignore files anew from now on. */
  forget(): void;
}

export const defaultMaxBytes = 256 * 1024;

const versionControl = new Set(['.git', '.hg', '.svn', '.jj']);
const dependencies = new Set(['node_modules', 'bower_components']);

export function createExclusion(
  reader: ExclusionReader,
  { patterns = [], maxBytes = defaultMaxBytes }: ExclusionOptions = {},
): FileExclusion {
  let place: Promise<FolderLocation> | undefined;
  const placed = (): Promise<FolderLocation> => (place ??= reader.place());
  /** Git's own files may lie anywhere. */
  const located = async (path: string): Promise<string> =>
    /^(?:\/|[a-z]:)/i.test(path) ? path : pathFromFolder(await placed(), path);
  const ignoreReader = {
    letterCase: reader.letterCase,
    sizeOf: async (path: string) => (await reader.readHead(await located(path)))?.size,
    readText: async (path: string) => reader.readText(await located(path)),
  };
  const gitFiles = async (directory: string): Promise<readonly string[]> =>
    reader.gitFiles(pathFromFolder(await placed(), `${directory}.git`));
  const ignoreFiles = [
    ['.gitignore', createIgnoreFiles('.gitignore', ignoreReader, gitFiles)],
    ['.trellisignore', createIgnoreFiles('.trellisignore', ignoreReader)],
  ] as const;
  const directories = new Map<string, Promise<Exclusion | undefined>>();
  const judgeByGlobs = readGlobs(patterns);

  /** What the ignore files and the last segment's name say of a path in the repository. */
  const judgeSegment = async (path: string): Promise<Exclusion | undefined> => {
    const name = path.slice(path.lastIndexOf('/', path.length - 2) + 1).replace(/\/$/, '');
    if (versionControl.has(name)) return { reason: 'version control', detail: name };
    if (dependencies.has(name)) return { reason: 'installed dependencies', detail: name };
    for (const [file, files] of ignoreFiles) {
      const verdict = await files.judge(path);
      if (verdict === 'ignored') return { reason: `ignored by ${file}`, detail: path };
      if (verdict === 'given up') {
        return { reason: `${file} is too large or too slow to follow`, detail: path };
      }
    }
    return undefined;
  };

  /** Every file of a directory asks about it. */
  const judgeSegmentOnce = (path: string): Promise<Exclusion | undefined> => {
    const known = directories.get(path);
    if (known !== undefined) return known;
    const judging = judgeSegment(path);
    if (path.endsWith('/')) directories.set(path, judging);
    return judging;
  };

  const judgeGlobs = (path: string): Exclusion | undefined => {
    const verdict = judgeByGlobs(path);
    if (verdict === 'none') return undefined;
    return verdict === 'too costly'
      ? { reason: 'files.exclude is too large or too slow to follow', detail: path }
      : { reason: 'excluded by files.exclude', detail: verdict.matched };
  };

  const judgePath = async (path: string): Promise<Exclusion | undefined> => {
    if (!staysInside(path)) return { reason: 'outside the folder', detail: path };
    const { paths, inRepository } = await placed();
    for (const root of paths) {
      const secret = secretRule(`${root}/${path}`);
      if (secret !== undefined) return { reason: 'may hold a secret', detail: secret };
    }
    const byGlobs = judgeGlobs(path);
    if (byGlobs !== undefined) return byGlobs;
    // Parents first: below an ignored directory nothing can be allowed again.
    for (const prefix of [...directoriesOf(inRepository + path).slice(1), inRepository + path]) {
      const exclusion = await judgeSegmentOnce(prefix);
      if (exclusion !== undefined) return exclusion;
    }
    return undefined;
  };

  const judgeContent = async (path: string): Promise<Exclusion | undefined> => {
    const content = await reader.readHead(path);
    if (content === undefined) return undefined;
    if (content.size > maxBytes) {
      return { reason: 'too large', detail: `${content.size} of at most ${maxBytes} bytes` };
    }
    return content.head.includes(0) ? { reason: 'binary', detail: 'a NUL byte' } : undefined;
  };

  return {
    async isExcluded(path) {
      const exclusion = await judgePath(path);
      if (exclusion !== undefined) return exclusion;
      // A harmless name may be a link to a file that is none of ours to read.
      const resolved = await reader.resolve(path);
      if (resolved === undefined) return { reason: 'outside the folder', detail: path };
      if (resolved !== path) {
        const behind = await judgePath(resolved);
        if (behind !== undefined) return behind;
      }
      return judgeContent(path);
    },
    isDirectoryExcluded: (path) => judgePath(path.endsWith('/') ? path : `${path}/`),
    forget() {
      place = undefined;
      directories.clear();
      for (const [, files] of ignoreFiles) files.forget();
    },
  };
}

/** What can be told of a document that lies in no folder: its name is all there is. */
export function exclusionByName(name: string): Exclusion | undefined {
  const detail = secretRule(name);
  return detail === undefined ? undefined : { reason: 'may hold a secret', detail };
}

function staysInside(path: string): boolean {
  if (path === '' || path.startsWith('/') || path.includes('\\') || /^[a-z]:/i.test(path)) {
    return false;
  }
  return path.split('/').every((segment) => segment !== '..' && segment !== '.');
}
