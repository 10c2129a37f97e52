/** `[…]` in a rule of git's, read as its wildmatch.c reads it. */
export interface CharacterClass {
  readonly accepts: (character: string) => boolean;
  /** Where the pattern goes on. */
  readonly end: number;
}

const named: ReadonlyMap<string, RegExp> = new Map([
  ['alnum', /^[A-Za-z0-9]$/],
  ['alpha', /^[A-Za-z]$/],
  ['blank', /^[ \t]$/],
  ['cntrl', /^[^ -~\x80-\xff]$/],
  ['digit', /^[0-9]$/],
  ['graph', /^[!-~]$/],
  ['lower', /^[a-z]$/],
  ['print', /^[ -~]$/],
  ['punct', /^[!-/:-@[-`{-~]$/],
  ['space', /^[ \t\n\v\f\r]$/],
  ['upper', /^[A-Z]$/],
  ['xdigit', /^[A-Fa-f0-9]$/],
]);

/** `undefined` where the class does not end or names what there is not: it then matches nothing. */
export function characterClass(pattern: string, start: number): CharacterClass | undefined {
  let at = start + 1;
  const negated = pattern[at] === '!' || pattern[at] === '^';
  if (negated) at++;
  const members = new Set<string>();
  /** What a range may begin with. */
  let before: string | undefined;
  // The first character is a member even if it is a closing bracket.
  for (let first = true; first || pattern[at] !== ']'; first = false) {
    if (at >= pattern.length) return undefined;
    const name = nameAt(pattern, at);
    if (name === 'unfinished') return undefined;
    if (name !== undefined) {
      const expression = named.get(name);
      if (!expression) return undefined;
      addRange(members, '\0', '\xff', (character) => expression.test(character));
      at += name.length + 4;
      before = undefined;
    } else if (before !== undefined && /^-[^\]]/s.test(pattern.slice(at, at + 2))) {
      const last = escapedAt(pattern, at + 1);
      if (last === undefined) return undefined;
      addRange(members, before, last.character);
      at = last.end;
      before = undefined;
    } else {
      const member = escapedAt(pattern, at);
      if (member === undefined) return undefined;
      members.add(member.character);
      at = member.end;
      before = member.character;
    }
  }
  const listed = [...members].join('');
  return {
    accepts: (character) => character !== '/' && listed.includes(character) !== negated,
    end: at + 1,
  };
}

/** The name in `[:name:]`; anything else that begins so is a set like any other. */
function nameAt(pattern: string, at: number): string | undefined {
  if (!pattern.startsWith('[:', at)) return undefined;
  const end = pattern.indexOf(']', at + 2);
  if (end === -1) return 'unfinished';
  return pattern[end - 1] === ':' && end - 1 > at + 1 ? pattern.slice(at + 2, end - 1) : undefined;
}

function addRange(
  members: Set<string>,
  from: string,
  to: string,
  counts: (character: string) => boolean = () => true,
): void {
  for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) {
    const character = String.fromCharCode(code);
    if (counts(character)) members.add(character);
  }
}

function escapedAt(
  pattern: string,
  at: number,
): { readonly character: string; readonly end: number } | undefined {
  const escapes = pattern[at] === '\\' ? 1 : 0;
  const character = pattern[at + escapes];
  return character === undefined ? undefined : { character, end: at + escapes + 1 };
}
