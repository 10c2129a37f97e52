import { stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import {
  inHome,
  readGitConfigs,
  settingsOf,
  readConfigFile,
  type GitPlace,
  type GitUser,
} from './gitConfigFiles';

export type { GitUser } from './gitConfigFiles';

export interface GitFiles {
  /**
   * The ignore files that stand in no folder of a repository, the weakest first: the person's own
   * and the repository's.
   */
  readonly ignoreFiles: readonly string[];
  /** Those, and the configurations that name them: what has a say, also where it is not there yet. */
  readonly sources: readonly string[];
}

/** None where there is no `.git`, which is a file in worktrees and submodules. */
export async function gitFiles(dotGit: string, user: GitUser): Promise<GitFiles> {
  const directory = await gitDirectory(dotGit);
  if (directory === undefined) return { ignoreFiles: [], sources: [] };
  const place = { directory, common: await commonDirectory(directory) };
  const { file: own, configs } = await excludesFile(place, user);
  const rules = join(place.common, 'info', 'exclude');
  const ignoreFiles = own === undefined ? [rules] : [resolve(dirname(dotGit), own), rules];
  return { ignoreFiles, sources: [...ignoreFiles, ...configs] };
}

async function gitDirectory(dotGit: string): Promise<string | undefined> {
  const status = await stat(dotGit).catch(() => undefined);
  if (status?.isDirectory() === true) return dotGit;
  const [, elsewhere] = /^gitdir: (.+)/.exec((await readConfigFile(dotGit)) ?? '') ?? [];
  return elsewhere === undefined ? undefined : resolve(dirname(dotGit), elsewhere.trim());
}

/** What all worktrees of a repository share. */
async function commonDirectory(directory: string): Promise<string> {
  const common = await readConfigFile(join(directory, 'commondir'));
  return common === undefined ? directory : resolve(directory, common.trim());
}

/** The last configuration that names it decides; it has a place of its own where none does. */
async function excludesFile(
  place: GitPlace,
  user: GitUser,
): Promise<{ readonly file: string | undefined; readonly configs: readonly string[] }> {
  const { variables, files: configs } = await readGitConfigs(place, user);
  const found = variables.findLast(
    ({ section, subsection, name }) =>
      section === 'core' && subsection === '' && name === 'excludesfile',
  )?.value;
  if (found === undefined) return { file: join(settingsOf(user), 'ignore'), configs };
  return { file: found === '' ? undefined : inHome(found, user), configs };
}
