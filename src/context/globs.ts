import { directoriesOf } from './ignoreFiles';
import { anyCharacter, StepBudget, literal, matchesWhole, type PatternToken } from './pathPattern';

/** `too costly` where the globs are too large, or take too long, to be followed. */
export type GlobVerdict = { readonly matched: string } | 'none' | 'too costly';

/** Judges a path relative to the root, with forward slashes: itself and each directory above it. */
export type JudgePath = (path: string) => GlobVerdict;

interface Glob {
  readonly pattern: string;
  readonly alternatives: readonly (readonly PatternToken[])[];
}

/** More than anybody writes, of one glob and of all. */
const maxGlobLength = 1_000;
const maxAlternatives = 256;
const maxCompiled = 1_000_000;

/** Steps over one path: some milliseconds, and far more than honest globs take. */
const maxSteps = 1_000_000;
/** So many are free; what paths take beyond comes from a store that all of them share. */
const freeSteps = 50_000;
const storedSteps = 20_000_000;

/**
 * Reads globs as VS Code writes them in `files.exclude`: `*` and `?` within a segment, `**` across
 * segments, `{a,b}` and `[…]`. One that cannot be read matches nothing. A workspace brings its own, so
 * that reading and following them is bounded, for each path and for all; what took too long once is
 * not tried again.
 */
export function readGlobs(patterns: readonly string[]): JudgePath {
  const globs = compileAll(patterns, new StepBudget(maxCompiled));
  if (globs === undefined) return () => 'too costly';
  // Every file of a directory asks about it.
  const directories = new Map<string, Glob | undefined>();
  let stored = storedSteps;
  const matching = (place: string, effort: StepBudget): Glob | undefined =>
    globs.find(({ alternatives }) =>
      alternatives.some((tokens) => !effort.isSpent && matchesWhole(tokens, place, effort)),
    );
  return (path) => {
    if (stored < 0) return 'too costly';
    const effort = new StepBudget(maxSteps);
    const found = firstOf([...directoriesOf(path).slice(1), path], (place) => {
      const known = directories.get(place);
      if (known !== undefined || directories.has(place)) return known;
      const glob = matching(place.replace(/\/$/, ''), effort);
      if (place.endsWith('/')) directories.set(place, glob);
      return glob;
    });
    stored -= effort.isSpent ? Infinity : Math.max(0, effort.steps - freeSteps);
    if (found !== undefined) return { matched: found.pattern };
    return effort.isSpent ? 'too costly' : 'none';
  };
}

/** What `find` gives for the first of these that it gives something for. */
function firstOf<T, Found>(
  all: readonly T[],
  find: (each: T) => Found | undefined,
): Found | undefined {
  for (const each of all) {
    const found = find(each);
    if (found !== undefined) return found;
  }
  return undefined;
}

function compileAll(patterns: readonly string[], effort: StepBudget): readonly Glob[] | undefined {
  const globs: Glob[] = [];
  for (const pattern of patterns) {
    const written =
      pattern.length > maxGlobLength
        ? undefined
        : expandBraces(pattern.replace(/^\/+/, ''), effort);
    if (written === undefined) return undefined;
    const alternatives = written.map(tokenize).filter((tokens) => tokens !== undefined);
    globs.push({ pattern, alternatives });
  }
  return globs;
}

function expandBraces(glob: string, effort: StepBudget): readonly string[] | undefined {
  let open = [glob];
  const done: string[] = [];
  while (open.length > 0) {
    const next: string[] = [];
    for (const text of open) {
      effort.spend(text.length + 1);
      if (effort.isSpent) return undefined;
      // The innermost group, whose members hold no groups any more.
      const group = /\{([^{}]*)\}/.exec(text);
      if (group === null) {
        if (!/[{}]/.test(text)) done.push(text);
        continue;
      }
      const [whole, members = ''] = group;
      const [before, after] = [text.slice(0, group.index), text.slice(group.index + whole.length)];
      next.push(...members.split(',').map((member) => before + member + after));
    }
    if (next.length + done.length > maxAlternatives) return undefined;
    open = next;
  }
  return done;
}

function tokenize(glob: string): readonly PatternToken[] | undefined {
  const tokens: PatternToken[] = [];
  for (let at = 0; at < glob.length;) {
    const rest = glob.slice(at);
    const stars = /^\*+/.exec(rest)?.[0] ?? '';
    if (stars.length > 1) {
      const whole = glob[at + stars.length] === '/' && (at === 0 || glob[at - 1] === '/');
      tokens.push({ kind: whole ? 'segments' : 'anything' });
      at += stars.length + (whole ? 1 : 0);
    } else if (stars.length === 1) {
      tokens.push({ kind: 'segment part' });
      at++;
    } else if (rest.startsWith('[')) {
      const set = /^\[(!?)(\]?[^\]]*)\]/.exec(rest);
      if (set === null) return undefined;
      tokens.push(setToken(set[2] ?? '', set[1] === '!' ? 'none of' : 'one of'));
      at += set[0].length;
    } else {
      const wanted = glob[at] ?? '';
      tokens.push(wanted === '?' ? anyCharacter : literal(wanted));
      at++;
    }
  }
  return tokens;
}

function setToken(members: string, sense: 'one of' | 'none of'): PatternToken {
  const ranges: (readonly [string, string])[] = [];
  for (let at = 0; at < members.length; at++) {
    const first = members[at] ?? '';
    const isRange = members[at + 1] === '-' && at + 2 < members.length;
    ranges.push([first, isRange ? (members[at + 2] ?? '') : first]);
    if (isRange) at += 2;
  }
  return {
    kind: 'character',
    accepts: (character) => {
      const within = ranges.some(([first, last]) => character >= first && character <= last);
      return character !== '/' && within === (sense === 'one of');
    },
  };
}
