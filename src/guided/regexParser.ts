import {
  anyCharacter,
  characterSet,
  charactersOf,
  complement,
  difference,
  intersection,
  union,
  type CharacterSet,
} from './characterSet';
import { SyntaxProblem } from './ebnfScanner';
import { characters, choice, empty, literal, sequence, type Expression } from './grammar';

/**
 * Reads a regular expression as an expression that matches the same texts in JavaScript, Python and
 * Rust. What those read differently is read as what they all accept (`.` is no line end, `\s` and
 * `\w` are ASCII); what cannot be matched as a regular language is a `SyntaxProblem`.
 */
export function parseRegex(pattern: string): Expression {
  const parser = new RegexParser(pattern);
  return parser.parse();
}

const maxDepth = 200;
const maxRepetition = 10_000;

const digit = characterSet([[0x30, 0x39]]);
const word = characterSet([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]);
const space = charactersOf(' \t\n\r\f\v');
/** What ends a line in any of the engines. */
const dot = difference(anyCharacter, charactersOf('\n\r\u0085\u2028\u2029'));
/** All space that any engine knows: a text without it has none for any of them. */
const notSpace = difference(
  anyCharacter,
  union(
    space,
    characterSet([
      [0x1c, 0x1f],
      [0x85, 0x85],
      [0xa0, 0xa0],
      [0x1680, 0x1680],
      [0x2000, 0x200a],
      [0x2028, 0x2029],
      [0x202f, 0x202f],
      [0x205f, 0x205f],
      [0x3000, 0x3000],
      [0xfeff, 0xfeff],
    ]),
  ),
);
/** ASCII alone, since engines disagree which other characters are digits or letters. */
const ascii = characterSet([[1, 0x7f]]);
const notDigit = difference(ascii, digit);
const notWord = difference(ascii, word);

const classEscapes: ReadonlyMap<string, CharacterSet> = new Map(
  Object.entries({
    d: digit,
    D: notDigit,
    w: word,
    W: notWord,
    s: space,
    S: notSpace,
  }),
);
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

class RegexParser {
  private at = 0;

  constructor(private readonly pattern: string) {}

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
        return characters(dot);
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
    const set = classEscapes.get(this.peek());
    if (set === undefined) return literal(this.readCharacterEscape(start));
    this.at++;
    return characters(set);
  }

  private readClass(start: number): CharacterSet {
    const negated = this.take('^');
    let set: CharacterSet = [];
    let escapes = '';
    for (;;) {
      if (this.take(']')) break;
      if (this.at >= this.pattern.length) throw this.problem('unclosed character class', start);
      const from = this.at;
      const first = this.readMember(start);
      if (typeof first !== 'number') {
        set = union(set, first);
        escapes += this.pattern[this.at - 1] ?? '';
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
    if (!negated) {
      const writable = intersection(set, anyCharacter);
      if (writable.length === 0) throw this.problem('this class matches nothing', start);
      return writable;
    }
    // What engines read differently beyond ASCII stays outside.
    const safe = escapes === '' ? anyCharacter : /^s+$/.test(escapes) ? notSpace : ascii;
    return intersection(complement(set), safe);
  }

  /** A character, or the set that an escape stands for. */
  private readMember(classStart: number): number | CharacterSet {
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
    const set = classEscapes.get(this.peek());
    if (set !== undefined) {
      this.at++;
      return set;
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
      throw this.problem('this escape is no character', start);
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

function groupProblem(rest: string): string {
  if (/^(?:[=!]|<[=!])/.test(rest)) {
    return 'look-around, including look-ahead and look-behind, is not supported';
  }
  if (rest.startsWith('>')) return 'atomic groups are not supported';
  if (/^P[=>]/.test(rest)) return 'back-references are not supported';
  return 'flags and special groups are not supported';
}
