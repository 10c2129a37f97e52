import { anyCharacter, literal, matchesWhole, type PatternToken } from './pathPattern';

/** Tells whether a path relative to the root, with forward slashes, matches. */
export type PathMatcher = (path: string) => boolean;

/** More than anybody writes; a glob beyond these matches nothing. */
const maxLength = 1_000;
const maxAlternatives = 256;

/**
 * Compiles a glob as VS Code writes them in `files.exclude`: `*` and `?` within a segment, `**`
 * across segments, `{a,b}` and `[…]`. A pattern that cannot be read matches nothing. Matching takes
 * time in proportion to pattern and path, whatever the pattern.
 */
export function compileGlob(glob: string): PathMatcher {
  const alternatives = glob.length > maxLength ? [] : expandBraces(glob.replace(/^\/+/, ''));
  const compiled = alternatives.map(tokenize).filter((tokens) => tokens !== undefined);
  return (path) => compiled.some((tokens) => matchesWhole(tokens, path));
}

function expandBraces(glob: string): readonly string[] {
  let open = [glob];
  const done: string[] = [];
  while (open.length > 0) {
    const next: string[] = [];
    for (const text of open) {
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
    if (next.length + done.length > maxAlternatives) return [];
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
