import { compileGlob } from './globs';
import { createIgnoreFiles, directoriesOf } from './ignoreFiles';
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
  | 'excluded by files.exclude'
  | 'too large'
  | 'binary';

export interface Exclusion {
  readonly reason: ExclusionReason;
  /** The segment, rule or size that decided. */
  readonly detail: string;
}

/** Reading below the root; paths are relative to it, with forward slashes. */
export interface ExclusionReader {
  /** The text of a small file, or `undefined` when there is none. */
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
  /** The same for a directory, whose files are then all excluded. Its name alone is judged. */
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
  const gitignore = createIgnoreFiles('.gitignore', (path) => reader.readText(path));
  const trellisignore = createIgnoreFiles('.trellisignore', (path) => reader.readText(path));
  const globs = patterns.map((pattern) => ({ pattern, matches: compileGlob(pattern) }));

  const judgeSegment = async (path: string): Promise<Exclusion | undefined> => {
    const kind = path.endsWith('/') ? 'directory' : 'file';
    const plain = kind === 'directory' ? path.slice(0, -1) : path;
    const name = plain.slice(plain.lastIndexOf('/') + 1);
    if (versionControl.has(name)) return { reason: 'version control', detail: name };
    if (dependencies.has(name)) return { reason: 'installed dependencies', detail: name };
    const secret = secretRule(name, kind);
    if (secret !== undefined) return { reason: 'may hold a secret', detail: secret };
    const glob = globs.find(({ matches }) => matches(plain));
    if (glob !== undefined) return { reason: 'excluded by files.exclude', detail: glob.pattern };
    if (await gitignore.ignores(path)) return { reason: 'ignored by .gitignore', detail: path };
    if (await trellisignore.ignores(path)) {
      return { reason: 'ignored by .trellisignore', detail: path };
    }
    return undefined;
  };

  const judgePath = async (path: string): Promise<Exclusion | undefined> => {
    if (!staysInside(path)) return { reason: 'outside the folder', detail: path };
    // Parents first: below an ignored directory nothing can be allowed again.
    for (const prefix of [...directoriesOf(path).slice(1), path]) {
      const exclusion = await judgeSegment(prefix);
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
      gitignore.forget();
      trellisignore.forget();
    },
  };
}

function staysInside(path: string): boolean {
  if (path === '' || path.startsWith('/') || path.includes('\\') || /^[a-z]:/i.test(path)) {
    return false;
  }
  return path.split('/').every((segment) => segment !== '..' && segment !== '.');
}
