import ignore, { type Ignore } from 'ignore';

/** Reads an ignore file; `undefined` when there is none. */
export type ReadIgnoreFile = (path: string) => Promise<string | undefined>;

/** Tells whether the ignore files of one name, from the root down, ignore a path. */
export interface IgnoreFiles {
  /** `path` ends with a slash when it is a directory; its parents are known not to be ignored. */
  ignores(path: string): Promise<boolean>;
  /** Reads the files anew from now on. */
  forget(): void;
}

/** Follows nested ignore files with git's semantics: the deepest file that has a rule decides. */
export function createIgnoreFiles(name: string, read: ReadIgnoreFile): IgnoreFiles {
  const rules = new Map<string, Promise<Ignore | undefined>>();

  const rulesOf = (directory: string): Promise<Ignore | undefined> => {
    const known = rules.get(directory);
    if (known !== undefined) return known;
    const reading = read(directory + name).then((text) =>
      text === undefined ? undefined : ignore().add(text),
    );
    rules.set(directory, reading);
    return reading;
  };

  return {
    async ignores(path) {
      let ignored = false;
      for (const directory of directoriesOf(path)) {
        const here = await rulesOf(directory);
        if (here === undefined) continue;
        const verdict = here.test(path.slice(directory.length));
        if (verdict.ignored) ignored = true;
        else if (verdict.unignored) ignored = false;
      }
      return ignored;
    },
    forget() {
      rules.clear();
    },
  };
}

/** The directories that hold `path`, from the root down, each as a prefix: `''`, `a/`, `a/b/`. */
export function directoriesOf(path: string): readonly string[] {
  const directories = [''];
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    if (at < path.length - 1) directories.push(path.slice(0, at + 1));
  }
  return directories;
}
