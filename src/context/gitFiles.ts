import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { excludesFileIn } from './gitConfig';

/** Whose configuration counts: git finds it by the home directory and a few variables. */
export interface GitUser {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Of a configuration; one that is larger is nobody's. */
const largestConfig = 1024 * 1024;

/**
 * The ignore files that stand in no folder of a repository, the weakest first: the person's own and
 * the repository's. None where there is no `.git`, which is a file in worktrees and submodules.
 */
export async function gitFiles(dotGit: string, user: GitUser): Promise<readonly string[]> {
  const directory = await gitDirectory(dotGit);
  if (directory === undefined) return [];
  const common = await commonDirectory(directory);
  const own = await excludesFile(common, user);
  const rules = join(common, 'info', 'exclude');
  return own === undefined ? [rules] : [resolve(dirname(dotGit), own), rules];
}

async function gitDirectory(dotGit: string): Promise<string | undefined> {
  const status = await stat(dotGit).catch(() => undefined);
  if (status?.isDirectory() === true) return dotGit;
  const [, elsewhere] = /^gitdir: (.+)/.exec((await textOf(dotGit)) ?? '') ?? [];
  return elsewhere === undefined ? undefined : resolve(dirname(dotGit), elsewhere.trim());
}

/** What all worktrees of a repository share. */
async function commonDirectory(directory: string): Promise<string> {
  const common = await textOf(join(directory, 'commondir'));
  return common === undefined ? directory : resolve(directory, common.trim());
}

/** The last configuration that names it decides; it has a place of its own where none does. */
async function excludesFile(common: string, { home, env }: GitUser): Promise<string | undefined> {
  const { XDG_CONFIG_HOME: desktop, GIT_CONFIG_GLOBAL: global } = env;
  const isSet = desktop !== undefined && desktop !== '';
  const settings = join(isSet ? desktop : join(home, '.config'), 'git');
  const configs =
    global === undefined ? [join(settings, 'config'), join(home, '.gitconfig')] : [global];
  let found: string | undefined;
  for (const config of [...configs, join(common, 'config')]) {
    found = excludesFileIn((await textOf(config)) ?? '') ?? found;
  }
  if (found === undefined) return join(settings, 'ignore');
  if (found === '') return undefined;
  return found.startsWith('~/') ? join(home, found.slice(2)) : found;
}

async function textOf(path: string): Promise<string | undefined> {
  const status = await stat(path).catch(() => undefined);
  if (status?.isFile() !== true || status.size > largestConfig) return undefined;
  return readFile(path, 'utf8').catch(() => undefined);
}
