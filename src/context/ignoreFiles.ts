import {
  largestIgnoreFile,
  readIgnoreRules,
  type IgnoreRules,
  type LetterCase,
} from './ignoreRules';

/** The text of an ignore file and its size in bytes; `undefined` when there is none. */
export interface IgnoreFileReader {
  readonly letterCase: LetterCase;
  sizeOf(path: string): Promise<number | undefined>;
  readText(path: string): Promise<string | undefined>;
}

/** `given up` where a file is too large, or its rules take too long, to be followed. */
export type IgnoreVerdict = 'ignored' | 'kept' | 'given up';

/** Tells whether the ignore files of one name, from the root down, ignore a path. */
export interface IgnoreFiles {
  /** `path` ends with a slash when it is a directory; its parents are known not to be ignored. */
  judge(path: string): Promise<IgnoreVerdict>;
  /** Reads the files anew from now on. */
  forget(): void;
}

/**
 * Follows nested ignore files with git's semantics: the deepest file that has a rule decides.
 * @param commonIn what files say beside a directory that its own may overrule, the weakest first
 */
export function createIgnoreFiles(
  name: string,
  reader: IgnoreFileReader,
  commonIn: (directory: string) => Promise<readonly string[]> = () => Promise.resolve([]),
): IgnoreFiles {
  const directories = new Map<string, Promise<readonly string[]>>();
  const files = new Map<string, Promise<IgnoreRules | 'none' | 'given up'>>();

  const read = async (path: string): Promise<IgnoreRules | 'none' | 'given up'> => {
    const size = await reader.sizeOf(path);
    if (size !== undefined && size > largestIgnoreFile) return 'given up';
    const text = size === undefined ? undefined : await reader.readText(path);
    if (text === undefined) return 'none';
    return readIgnoreRules(text, reader.letterCase) ?? 'given up';
  };

  const rulesIn = (path: string): Promise<IgnoreRules | 'none' | 'given up'> => {
    const known = files.get(path);
    if (known !== undefined) return known;
    const reading = read(path);
    files.set(path, reading);
    return reading;
  };

  const filesOf = async (directory: string): Promise<readonly string[]> => [
    ...(await commonIn(directory)),
    directory + name,
  ];

  const filesIn = (directory: string): Promise<readonly string[]> => {
    const known = directories.get(directory);
    if (known !== undefined) return known;
    const finding = filesOf(directory);
    directories.set(directory, finding);
    return finding;
  };

  const rulesFor = async (
    path: string,
  ): Promise<readonly (readonly [file: string, about: string])[]> => {
    const found = directoriesOf(path).map(async (directory) =>
      (await filesIn(directory)).map((file) => [file, path.slice(directory.length)] as const),
    );
    return (await Promise.all(found)).flat();
  };

  return {
    async judge(path) {
      let verdict: IgnoreVerdict = 'kept';
      for (const [file, about] of await rulesFor(path)) {
        const rules = await rulesIn(file);
        if (rules === 'none') continue;
        const found = rules === 'given up' ? rules : rules.judge(about);
        if (found === 'given up' || found === 'too costly') {
          // What took too long once is not tried again.
          files.set(file, Promise.resolve('given up'));
          return 'given up';
        }
        if (found !== 'undecided') verdict = found;
      }
      return verdict;
    },
    forget() {
      directories.clear();
      files.clear();
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
