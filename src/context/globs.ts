/** Tells whether a path relative to the root, with forward slashes, matches. */
export type PathMatcher = (path: string) => boolean;

type Token =
  | { readonly kind: 'character'; readonly accepts: (character: string) => boolean }
  /** `*`: anything within a segment. */
  | { readonly kind: 'segment part' }
  /** `**` before a slash: whole segments, however many. */
  | { readonly kind: 'segments' }
  /** `**` elsewhere: all of the rest or a part of it. */
  | { readonly kind: 'anything' };

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
  return (path) => compiled.some((tokens) => matches(tokens, path));
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

function tokenize(glob: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
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
      const accepts =
        wanted === '?'
          ? (character: string): boolean => character !== '/'
          : (character: string): boolean => character === wanted;
      tokens.push({ kind: 'character', accepts });
      at++;
    }
  }
  return tokens;
}

function setToken(members: string, sense: 'one of' | 'none of'): Token {
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

/** Follows all ways to match at once, so that no pattern makes it go back and try again. */
function matches(tokens: readonly Token[], path: string): boolean {
  let places = new Set<number>();
  const enter = (target: Set<number>, place: number, atSegmentStart: boolean): void => {
    if (target.has(place)) return;
    target.add(place);
    const token = tokens[place];
    if (token === undefined || token.kind === 'character') return;
    if (token.kind === 'segments' && !atSegmentStart) return;
    enter(target, place + 1, atSegmentStart);
  };
  enter(places, 0, true);
  for (const character of path) {
    const next = new Set<number>();
    const atSegmentStart = character === '/';
    for (const place of places) {
      const token = tokens[place];
      if (token === undefined) continue;
      if (token.kind === 'character') {
        if (token.accepts(character)) enter(next, place + 1, atSegmentStart);
      } else if (token.kind !== 'segment part' || character !== '/') {
        enter(next, place, atSegmentStart);
      }
    }
    places = next;
  }
  return places.has(tokens.length);
}
