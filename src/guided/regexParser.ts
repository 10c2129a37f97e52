import {
  anyCharacter,
  complement,
  intersection,
  lastCodePoint,
  union,
  type CharacterSet,
} from './characterSet';
import { SyntaxProblem } from './ebnfScanner';
import { characters, choice, empty, literal, sequence, type Expression } from './grammar';
import { shorthands, type Shorthand } from './regexShorthands';

/**
 * Engines read some classes differently: `all` is what every one of them takes, `some` what one of
 * them does.
 */
export type RegexReading = 'all' | 'some';

/** A class that engines read differently; the offset and what stands there. */
export interface Ambiguity {
  readonly at: number;
  readonly spelling: string;
  /** Whether it stands in a class such as `[^…]`. */
  readonly within: 'negated class' | 'class' | 'nothing';
}

/**
 * Reads a regular expression as an expression that matches the same texts in JavaScript, Python and
 * Rust, or all that one of them matches; what cannot be matched as a regular language is a
 * `SyntaxProblem`.
 */
export function parseRegex(
  pattern: string,
  reading: RegexReading = 'all',
): { readonly body: Expression; readonly ambiguities: readonly Ambiguity[] } {
  const parser = new RegexParser(pattern, reading);
  const body = parser.parse();
  return { body, ambiguities: parser.ambiguities };
}

const maxDepth = 200;
const maxRepetition = 10_000;

const controlEscapes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    n: '\n',
    r: '\r',
    t: '\t',
    f: '\f',
    v: '\v',
    a: '\x07',
  }),
);
const refusedEscapes: readonly (readonly [letters: string, what: string])[] = [
  ['bB', 'word boundaries are not supported'],
  ['AZzG', 'this anchor is not supported; the whole text is matched anyway'],
  ['pP', 'Unicode classes are not supported'],
  ['k123456789', 'back-references are not supported'],
  ['K', '\\K is not supported'],
  ['R', '\\R is not supported'],
  ['QE', 'quoting with \\Q is not supported'],
];

const opposite = { all: 'some', some: 'all' } as const;

class RegexParser {
  readonly ambiguities: Ambiguity[] = [];
  private at = 0;

  constructor(
    private readonly pattern: string,
    private readonly reading: RegexReading,
  ) {}

  parse(): Expression {
    const body = this.readChoice(0);
    if (this.at < this.pattern.length) throw this.problem('there is no group to close here');
    return body;
  }

  private readChoice(depth: number): Expression {
    if (depth > maxDepth) throw this.problem(`nested deeper than ${maxDepth}`);
    const items = [this.readSequence(depth)];
    while (this.take('|')) items.push(this.readSequence(depth));
    return choice(...items);
  }

  private readSequence(depth: number): Expression {
    const items: Expression[] = [];
    // The whole text is matched, so anchors at its ends say nothing new.
    if (depth === 0) this.take('^');
    while (this.at < this.pattern.length && !'|)'.includes(this.peek())) {
      items.push(this.readQuantified(depth));
    }
    return sequence(...items);
  }

  private readQuantified(depth: number): Expression {
    const start = this.at;
    const atom = this.readAtom(depth);
    const bounds = this.readBounds();
    if (bounds === undefined) return atom ?? empty;
    if (atom === undefined) throw this.problem('there is nothing to repeat', start);
    // Lazy or greedy, the same texts match.
    this.take('?');
    if (this.peek() !== '' && '*+?'.includes(this.peek())) {
      throw this.problem('a quantifier cannot follow a quantifier');
    }
    return { kind: 'repetition', body: atom, ...bounds, at: start };
  }

  private readBounds(): { readonly least: number; readonly most: number | undefined } | undefined {
    const start = this.at;
    if (this.take('*')) return { least: 0, most: undefined };
    if (this.take('+')) return { least: 1, most: undefined };
    if (this.take('?')) return { least: 0, most: 1 };
    if (this.peek() !== '{') return undefined;
    const found = /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.pattern.slice(start, start + 20));
    if (found === null) throw this.problem('expected `{m}`, `{m,}` or `{m,n}`');
    this.at += found[0].length;
    const least = Number(found[1]);
    const most = found[2] === undefined ? least : found[3] === '' ? undefined : Number(found[3]);
    if (most !== undefined && most < least) {
      throw this.problem('the upper bound is below the lower bound', start);
    }
    if (Math.max(least, most ?? 0) > maxRepetition) {
      throw this.problem(`more than ${maxRepetition} repetitions`, start);
    }
    return { least, most };
  }

  /** `undefined` for an anchor that says nothing, which cannot be repeated. */
  private readAtom(depth: number): Expression | undefined {
    const start = this.at;
    const character = this.takeCharacter();
    switch (character) {
      case '(':
        return this.readGroup(start, depth);
      case '[':
        return characters(this.readClass(start));
      case '.':
        return characters(this.readShorthand('.', start));
      case '\\':
        return this.readEscape(start);
      case '^':
        throw this.problem('`^` is supported at the very beginning only', start);
      case '$':
        if (depth === 0 && (this.peek() === '' || this.peek() === '|')) return undefined;
        throw this.problem('`$` is supported at the very end only', start);
      case '*':
      case '+':
      case '?':
        throw this.problem('there is nothing to repeat', start);
      case '{':
      case '}':
      case ']':
        throw this.problem(`\`${character}\` needs a backslash here`, start);
      default:
        return literal(character);
    }
  }

  private readGroup(start: number, depth: number): Expression {
    if (this.take('?')) {
      const name = /^(?:P?<[A-Za-z_]\w*>|:)/.exec(this.pattern.slice(this.at));
      if (name === null) throw this.problem(groupProblem(this.pattern.slice(this.at)), start);
      this.at += name[0].length;
    }
    const body = this.readChoice(depth + 1);
    if (!this.take(')')) throw this.problem('unclosed group', start);
    return body;
  }

  private readEscape(start: number): Expression {
    const shorthand = shorthands.get(`\\${this.peek()}`);
    if (shorthand === undefined) return literal(this.readCharacterEscape(start));
    this.at++;
    return characters(this.readShorthand(this.pattern.slice(start, this.at), start));
  }

  private readShorthand(spelling: string, at: number): CharacterSet {
    this.ambiguities.push({ at, spelling, within: 'nothing' });
    return shorthands.get(spelling)?.[this.reading] ?? [];
  }

  private readClass(start: number): CharacterSet {
    const negated = this.take('^');
    // What a negated class leaves out for some engine, not all of them take.
    const reading = negated ? opposite[this.reading] : this.reading;
    let set: CharacterSet = [];
    const found: Ambiguity[] = [];
    for (;;) {
      if (this.take(']')) break;
      if (this.at >= this.pattern.length) throw this.problem('unclosed character class', start);
      const from = this.at;
      const first = this.readMember(start);
      if (typeof first !== 'number') {
        const spelling = this.pattern.slice(from, this.at);
        const within = negated ? 'negated class' : 'class';
        found.push({ at: from, spelling, within });
        set = union(set, first[reading]);
        continue;
      }
      let last = first;
      if (this.peek() === '-' && this.pattern[this.at + 1] !== ']') {
        this.at++;
        const end = this.readMember(start);
        if (typeof end !== 'number') throw this.problem('a class cannot end a range', from);
        if (end < first) throw this.problem('this range runs backwards', from);
        last = end;
      }
      set = union(set, [[first, last]]);
    }
    // `[\s\S]` is anything, however each of the two is read.
    if (isAnything(found)) set = [[0, lastCodePoint]];
    else for (const each of found) this.ambiguities.push(each);
    const writable = negated ? complement(set) : intersection(set, anyCharacter);
    if (writable.length === 0) throw this.problem('this class matches nothing', start);
    return writable;
  }

  /** A character, or the set that an escape stands for. */
  private readMember(classStart: number): number | Shorthand {
    const start = this.at;
    const character = this.takeCharacter();
    if (character === '') throw this.problem('unclosed character class', classStart);
    if (character === '[' && ':.='.includes(this.peek()) && this.peek() !== '') {
      throw this.problem('POSIX classes are not supported', start);
    }
    if (/^(?:&&|--|~~|\|\|)/.test(this.pattern.slice(start, start + 2)) && character !== '-') {
      throw this.problem('set operations in a class are not supported', start);
    }
    if (character !== '\\') return character.codePointAt(0) ?? 0;
    const shorthand = shorthands.get(`\\${this.peek()}`);
    if (shorthand !== undefined) {
      this.at++;
      return shorthand;
    }
    if (this.peek() === 'b') {
      this.at++;
      return 8;
    }
    // `[^\x00]` is a common way to say anything: NUL may stand in a class, and never matches.
    if (/^(?:0(?!\d)|x00|u0000|u\{0+\})/.test(this.pattern.slice(this.at))) {
      this.at += /^(?:0|x00|u0000|u\{0+\})/.exec(this.pattern.slice(this.at))?.[0].length ?? 0;
      return 0;
    }
    return this.readCharacterEscape(start).codePointAt(0) ?? 0;
  }

  private readCharacterEscape(start: number): string {
    const letter = this.takeCharacter();
    const refused = refusedEscapes.find(([letters]) => letter !== '' && letters.includes(letter));
    if (refused !== undefined) throw this.problem(refused[1], start);
    const control = controlEscapes.get(letter);
    if (control !== undefined) return control;
    const rest = this.pattern.slice(this.at);
    const hex =
      letter === 'x'
        ? /^([0-9a-fA-F]{2})/.exec(rest)
        : letter === 'u'
          ? /^(?:([0-9a-fA-F]{4})|\{([0-9a-fA-F]{1,6})\})/.exec(rest)
          : null;
    if (hex !== null) {
      this.at += hex[0].length;
      return this.toCharacter(Number.parseInt(hex[1] ?? hex[2] ?? '', 16), start);
    }
    if (letter === '0') throw this.problem('the NUL character cannot be written', start);
    if (letter === '' || /[A-Za-z0-9]/.test(letter)) {
      throw this.problem(`unknown escape \\${letter}`, start);
    }
    return letter;
  }

  private toCharacter(code: number, start: number): string {
    if (code === 0) throw this.problem('the NUL character cannot be written', start);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      throw this.problem('this escape is not a character', start);
    }
    return String.fromCodePoint(code);
  }

  private peek(): string {
    return this.pattern[this.at] ?? '';
  }

  private take(token: string): boolean {
    if (!this.pattern.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private takeCharacter(): string {
    const code = this.pattern.codePointAt(this.at);
    if (code === undefined) return '';
    if (code === 0) throw this.problem('the NUL character cannot be written');
    const character = String.fromCodePoint(code);
    this.at += character.length;
    return character;
  }

  private problem(message: string, at = this.at): SyntaxProblem {
    return new SyntaxProblem(message, at);
  }
}

function isAnything(found: readonly Ambiguity[]): boolean {
  const spellings = new Set(found.map(({ spelling }) => spelling));
  return ['\\d', '\\w', '\\s'].some(
    (each) => spellings.has(each) && spellings.has(each.toUpperCase()),
  );
}

function groupProblem(rest: string): string {
  if (/^(?:[=!]|<[=!])/.test(rest)) {
    return 'look-around, including look-ahead and look-behind, is not supported';
  }
  if (rest.startsWith('>')) return 'atomic groups are not supported';
  if (/^P[=>]/.test(rest)) return 'back-references are not supported';
  return 'flags and special groups are not supported';
}
