import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { variablesIn, type GitVariable } from './gitConfigParser';
import { readIgnoreRules } from './ignoreRules';

/** Whose configuration counts: git finds it by the home directory and a few variables. */
export interface GitUser {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Where the configuration of a repository lies, or of one of its worktrees. */
export interface GitPlace {
  readonly directory: string;
  /** What all worktrees share. */
  readonly common: string;
}

/** Of a configuration; one that is larger is nobody's. */
const largestConfig = 1024 * 1024;
/** As deep as git follows what configurations include. */
const maxIncludeDepth = 10;
/** Includes of includes could be more than anybody reads. */
const maxConfigs = 200;

/** The variables that all configurations set, the weakest first, and the files that have a say. */
export interface GitConfigs {
  readonly variables: readonly GitVariable[];
  readonly files: readonly string[];
}

export async function readGitConfigs(place: GitPlace, user: GitUser): Promise<GitConfigs> {
  const files: string[] = [];
  const own = variablesIn((await readConfigFile(join(place.common, 'config'))) ?? '');
  const remotes = own.flatMap(({ section, name, value }) =>
    section === 'remote' && name === 'url' ? [value] : [],
  );

  const read = async (file: string, depth: number): Promise<readonly GitVariable[]> => {
    if (depth > maxIncludeDepth || files.length >= maxConfigs) return [];
    files.push(file);
    const found: GitVariable[] = [];
    for (const variable of variablesIn((await readConfigFile(file)) ?? '')) {
      found.push(variable);
      if (variable.name !== 'path' || variable.value === '') continue;
      if (await isIncluded(variable, file)) {
        const included = inHome(variable.value, user);
        found.push(...(await read(resolve(dirname(file), included), depth + 1)));
      }
    }
    return found;
  };

  const isIncluded = async (
    { section, subsection }: GitVariable,
    file: string,
  ): Promise<boolean> => {
    if (section === 'include') return subsection === '';
    if (section !== 'includeif') return false;
    const [, condition, pattern = ''] =
      /^(gitdir\/i|gitdir|onbranch|hasconfig:remote\.\*\.url):(.*)$/s.exec(subsection) ?? [];
    switch (condition) {
      case 'gitdir':
      case 'gitdir/i': {
        const letterCase = condition === 'gitdir' ? 'exact' : 'any';
        return matches(gitdirPattern(pattern, file, user), place.directory, letterCase);
      }
      case 'onbranch': {
        const head = join(place.directory, 'HEAD');
        files.push(head);
        const [, branch] = /^ref: refs\/heads\/(.+)/.exec((await readConfigFile(head)) ?? '') ?? [];
        return branch !== undefined && matches(ofFolder(pattern), branch.trim(), 'exact');
      }
      case undefined:
        return false;
      default:
        return remotes.some((url) => matches(pattern, url, 'exact'));
    }
  };

  const variables: GitVariable[] = [];
  for (const file of personal(user)) variables.push(...(await read(file, 0)));
  variables.push(...(await read(join(place.common, 'config'), 0)));
  if (variables.findLast(isForWorktrees)?.value.match(/^(?:true|yes|on|1|)$/i)) {
    variables.push(...(await read(join(place.directory, 'config.worktree'), 0)));
  }
  return { variables, files };
}

export async function readConfigFile(path: string): Promise<string | undefined> {
  const status = await stat(path).catch(() => undefined);
  if (status?.isFile() !== true || status.size > largestConfig) return undefined;
  return readFile(path, 'utf8').catch(() => undefined);
}

/** Where a person keeps what no configuration names. */
export function settingsOf({ home, env }: GitUser): string {
  const { XDG_CONFIG_HOME: desktop } = env;
  return join(desktop !== undefined && desktop !== '' ? desktop : join(home, '.config'), 'git');
}

export function inHome(path: string, { home }: GitUser): string {
  return path.startsWith('~/') ? join(home, path.slice(2)) : path;
}

/** The system's and a person's own. */
function personal(user: GitUser): readonly string[] {
  const { GIT_CONFIG_GLOBAL: global } = user.env;
  const own =
    global === undefined
      ? [join(settingsOf(user), 'config'), join(user.home, '.gitconfig')]
      : [global];
  return [...systemConfigs(user.env), ...own];
}

/** Git was built with one of them. */
function systemConfigs(env: GitUser['env']): readonly string[] {
  if (/^(?:true|yes|on|[1-9]\d*)$/i.test(env['GIT_CONFIG_NOSYSTEM'] ?? '')) return [];
  const { GIT_CONFIG_SYSTEM: named } = env;
  if (named !== undefined && named !== '') return [named];
  if (process.platform === 'win32') {
    return [join(env['ProgramFiles'] ?? 'C:\\Program Files', 'Git', 'etc', 'gitconfig')];
  }
  return process.platform === 'darwin' ? [...builtByApple, '/etc/gitconfig'] : ['/etc/gitconfig'];
}

/** And by Homebrew. */
const builtByApple = [
  '/Library/Developer/CommandLineTools/usr/share/git-core/gitconfig',
  '/usr/local/etc/gitconfig',
  '/opt/homebrew/etc/gitconfig',
];

function isForWorktrees({ section, name }: GitVariable): boolean {
  return section === 'extensions' && name === 'worktreeconfig';
}

/** As git reads it: from anywhere, unless it says from where. */
function gitdirPattern(pattern: string, file: string, user: GitUser): string {
  const expanded = pattern.startsWith('./')
    ? `${dirname(file)}/${pattern.slice(2)}`
    : inHome(pattern, user) + (/^~\/.*\/$/.test(pattern) ? '/' : '');
  const whole = isAbsolute(expanded) ? expanded : `**/${expanded}`;
  return ofFolder(whole.replace(/\/{2,}$/, '/'));
}

function ofFolder(pattern: string): string {
  return pattern.endsWith('/') ? `${pattern}**` : pattern;
}

/** Patterns here are those of ignore files, of a whole path. */
function matches(pattern: string, text: string, letterCase: 'exact' | 'any'): boolean {
  const slashed = (path: string): string => path.replaceAll('\\', '/').replace(/^\//, '');
  const rules = readIgnoreRules(`/${slashed(pattern)}`, letterCase);
  return rules?.judge(slashed(text)) === 'ignored';
}
