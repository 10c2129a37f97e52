import { characterClass } from './characterClass';
import { anyCharacter, StepBudget, literal, matchesWhole, type PatternToken } from './pathPattern';

/** `undecided` where no rule speaks of the path. */
export type RuleVerdict = 'ignored' | 'kept' | 'undecided' | 'too costly';

/** The rules of one ignore file, as git reads them. */
export interface IgnoreRules {
  /** @param path relative to the file's directory; ends with a slash when it is a directory */
  judge(path: string): RuleVerdict;
}

/** Whether `A` in a rule means `a` in a path, as it does where the file system takes them for one. */
export type LetterCase = 'exact' | 'any';

/** More bytes and more rules than anybody writes; what is larger is not followed. */
export const largestIgnoreFile = 128 * 1024;
const maxRules = 10_000;
const maxRuleLength = 4_096;

/** Steps for all rules over one path: a few milliseconds, and far more than honest rules take. */
const maxSteps = 500_000;

/** Where a rule's first character that is not literal stands (git's `simple_length`). */
const special = /[*?[\\]/;

interface Rule {
  readonly verdict: 'ignored' | 'kept';
  readonly about: 'directories' | 'anything';
  readonly judges: 'name' | 'path';
  readonly matches: (text: string, effort: StepBudget) => boolean;
}

/** Reads an ignore file; `undefined` where it is too large to be followed. */
export function readIgnoreRules(text: string, letterCase: LetterCase): IgnoreRules | undefined {
  if (text.length > largestIgnoreFile) return undefined;
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  if (lines.length > maxRules || lines.some(({ length }) => length > maxRuleLength)) {
    return undefined;
  }
  const spell = (written: string): string =>
    letterCase === 'any' ? lowerCase(bytesOf(written)) : bytesOf(written);
  const rules = lines.flatMap((line) => readRule(spell(line)) ?? []).reverse();
  return { judge: (path) => judge(rules, spell(path)) };
}

/** The last rule that matches decides; the rules come last first. */
function judge(rules: readonly Rule[], path: string): RuleVerdict {
  const isDirectory = path.endsWith('/');
  const plain = isDirectory ? path.slice(0, -1) : path;
  const name = plain.slice(plain.lastIndexOf('/') + 1);
  const effort = new StepBudget(maxSteps);
  for (const { verdict, about, judges, matches } of rules) {
    if (about === 'directories' && !isDirectory) continue;
    const isMatch = matches(judges === 'name' ? name : plain, effort);
    if (effort.isSpent) return 'too costly';
    if (isMatch) return verdict;
  }
  return 'undecided';
}

function readRule(line: string): Rule | undefined {
  const written = withoutTrailingSpaces(line.replace(/\r$/, ''));
  if (written === '' || written.startsWith('#')) return undefined;
  const verdict = written.startsWith('!') ? 'kept' : 'ignored';
  const body = verdict === 'kept' ? written.slice(1) : written;
  const about = body.endsWith('/') ? 'directories' : 'anything';
  const pattern = about === 'directories' ? body.slice(0, -1) : body;
  const judges = pattern.includes('/') ? 'path' : 'name';
  const anchored = judges === 'path' && pattern.startsWith('/') ? pattern.slice(1) : pattern;
  const matches = compile(anchored);
  return matches && { verdict, about, judges, matches };
}

/** Spaces at the end are not meant unless a backslash stands before them. */
function withoutTrailingSpaces(line: string): string {
  let end = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === ' ') continue;
    if (line[at] === '\\') at++;
    end = at + 1;
  }
  return line.slice(0, end);
}

function compile(pattern: string): Rule['matches'] | undefined {
  const at = pattern.search(special);
  if (at === -1) return pattern === '' ? undefined : (text) => text === pattern;
  // As in git, what follows the literal beginning is a pattern of its own.
  const start = pattern.slice(0, at);
  const rest = pattern.slice(at);
  if (/^\*[^*?[\\/]*$/.test(rest)) return endsIn(start, rest.slice(1));
  const tokens = tokenize(rest);
  if (!tokens) return undefined;
  // A cheap question that most paths fail: no token but a literal one stands at the end.
  const end = literalEnd(rest);
  return (text, effort) =>
    text.startsWith(start) &&
    text.endsWith(end) &&
    matchesWhole(tokens, text.slice(start.length), effort);
}

/** One star, the commonest rule of all. */
function endsIn(start: string, end: string): Rule['matches'] {
  return (text) =>
    text.length >= start.length + end.length &&
    text.startsWith(start) &&
    text.endsWith(end) &&
    !text.slice(start.length, text.length - end.length).includes('/');
}

function literalEnd(pattern: string): string {
  let start = pattern.length;
  while (start > 0 && !'*?[]\\/'.includes(pattern[start - 1] ?? '')) start--;
  return pattern.slice(start);
}

/** `undefined` for what can match nothing, such as a class that does not end. */
function tokenize(pattern: string): readonly PatternToken[] | undefined {
  const tokens: PatternToken[] = [];
  for (let at = 0; at < pattern.length;) {
    const character = pattern[at] ?? '';
    if (character === '*') {
      const stars = /^\*+/.exec(pattern.slice(at))?.[0].length ?? 1;
      const next = pattern.slice(at + stars, at + stars + 2);
      const alone =
        (at === 0 || pattern[at - 1] === '/') && /^(?:$|\/|\\\/)/.test(next) && stars > 1;
      if (!alone) tokens.push({ kind: 'segment part' });
      else tokens.push({ kind: next.startsWith('/') ? 'segments' : 'anything' });
      at += stars + (alone && next.startsWith('/') ? 1 : 0);
    } else if (character === '[') {
      const found = characterClass(pattern, at);
      if (!found) return undefined;
      tokens.push({ kind: 'character', accepts: found.accepts });
      at = found.end;
    } else if (character === '\\') {
      const escaped = pattern[at + 1];
      if (escaped === undefined) return undefined;
      tokens.push(literal(escaped));
      at += 2;
    } else {
      tokens.push(character === '?' ? anyCharacter : literal(character));
      at++;
    }
  }
  return tokens;
}

/** Git matches bytes, of which a letter beyond ASCII has several. */
function bytesOf(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

/** Of ASCII only: bytes of longer characters have no case. */
function lowerCase(bytes: string): string {
  return bytes.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
