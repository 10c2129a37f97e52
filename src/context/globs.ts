/** Tells whether a path relative to the root, with forward slashes, matches. */
export type PathMatcher = (path: string) => boolean;

/**
 * Compiles a glob as VS Code writes them in `files.exclude`: `*` and `?` within a segment, `**`
 * across segments, `{a,b}` and `[…]`. A pattern that cannot be read matches nothing.
 */
export function compileGlob(glob: string): PathMatcher {
  const source = glob.length > 1_000 ? undefined : toPattern(glob.replace(/^\/+/, ''));
  if (source === undefined) return () => false;
  const pattern = new RegExp(`^${source}$`, 'u');
  return (path) => pattern.test(path);
}

function toPattern(glob: string): string | undefined {
  let pattern = '';
  let braces = 0;
  for (let at = 0; at < glob.length;) {
    const rest = glob.slice(at);
    // Runs of `**/` collapse into one, since each more would multiply the work of a failed match.
    const globstar = /^(?:\*\*\/)+/.exec(rest)?.[0];
    const character = glob[at] ?? '';
    if (globstar !== undefined && (at === 0 || glob[at - 1] === '/')) {
      pattern += '(?:[^/]+/)*';
      at += globstar.length;
    } else if (rest.startsWith('**')) {
      pattern += '.*';
      at += /^\*+/.exec(rest)?.[0].length ?? 2;
    } else if (character === '[') {
      const set = /^\[(!?)((?:[^\]\\]|\\.)+)\]/u.exec(rest);
      if (set === null) return undefined;
      const members = (set[2] ?? '').replace(/[\\[\]^&~|]/gu, '\\$&');
      pattern += `(?!/)[${set[1] === '!' ? '^' : ''}${members.replace(/^-|-$/g, '\\-')}]`;
      at += set[0].length;
    } else {
      if (character === '{') braces++;
      if (character === '}') braces--;
      pattern += toPatternCharacter(character, braces);
      at++;
    }
  }
  return braces === 0 && isPattern(pattern) ? pattern : undefined;
}

function toPatternCharacter(character: string, braces: number): string {
  switch (character) {
    case '*':
      return '[^/]*';
    case '?':
      return '[^/]';
    case '{':
      return '(?:';
    case '}':
      return ')';
    case ',':
      return braces > 0 ? '|' : ',';
    default:
      return character.replace(/[\\^$.|+()[\]/]/gu, '\\$&');
  }
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u').source !== '';
  } catch {
    return false;
  }
}
