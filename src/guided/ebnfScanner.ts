import {
  anyCharacter,
  characterSet,
  complement,
  intersection,
  type CharacterSet,
} from './characterSet';

/** A problem at an offset of the text that is read. */
export class SyntaxProblem extends Error {
  constructor(
    message: string,
    readonly at: number,
    /** The rule whose absence is the problem. */
    readonly missing?: string,
  ) {
    super(message);
  }
}

const ruleName = /[A-Za-z_][\w.-]*/y;
const ruleStart = /[A-Za-z_][\w.-]*[ \t]*::=/y;
/** The start of a rule as other notations write it: with `=`, `:`, `:=`, `::` or `->`. */
const ruleMeant = /[A-Za-z_][\w.-]*[ \t]*(?:::?=?|=|->)/y;
const space = /(?:[ \t\r\n]|#[^\n]*)*/y;
const digits = /\d+/y;

const simpleEscapes: ReadonlyMap<string, number> = new Map(
  Object.entries({
    n: 10,
    r: 13,
    t: 9,
    a: 7,
    b: 8,
    f: 12,
    v: 11,
    e: 27,
    "'": 39,
    '"': 34,
    '?': 63,
    '\\': 92,
  }),
);

/**
 * Reads the tokens of XGrammar's EBNF dialect. Where one is wrong, that is noted and reading goes
 * on, unless its end is missing: that is thrown.
 */
export class EbnfScanner {
  at = 0;
  /** In no particular order. */
  readonly problems: SyntaxProblem[] = [];

  constructor(readonly text: string) {}

  get next(): string | undefined {
    return this.text[this.at];
  }

  report(message: string, at = this.at): void {
    this.problems.push(new SyntaxProblem(message, at));
  }

  skipSpace(): void {
    this.match(space);
  }

  /** Takes `token` if it comes next. */
  take(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  takeName(): string | undefined {
    return this.match(ruleName);
  }

  takeNumber(): number | undefined {
    const found = this.match(digits);
    return found === undefined ? undefined : Number(found);
  }

  /** Whether a rule is defined here; only the first name of a line can be one. */
  atRuleStart(): boolean {
    return this.atLineWith(ruleStart);
  }

  /** Whether a rule is defined here, or meant to be. */
  atRule(): boolean {
    return this.atLineWith(ruleMeant);
  }

  private atLineWith(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    const lineStart = this.text.lastIndexOf('\n', this.at - 1) + 1;
    return this.text.slice(lineStart, this.at).trim() === '';
  }

  /** Takes what matches `pattern`, which must be sticky, if that comes next. */
  takeMatch(pattern: RegExp): string | undefined {
    return this.match(pattern);
  }

  /** Moves to the next line on which a rule is defined, or meant to be, or to the end. */
  skipToRule(): void {
    do {
      const lineEnd = this.text.indexOf('\n', this.at);
      this.at = lineEnd < 0 ? this.text.length : lineEnd + 1;
      this.skipSpace();
    } while (this.at < this.text.length && !this.atRule());
  }

  /** Reads a literal after its opening quote. */
  readLiteral(): string {
    const start = this.at - 1;
    let text = '';
    for (;;) {
      const character = this.takeCharacter();
      if (character === '"') return text;
      if (character === undefined) {
        throw new SyntaxProblem('this literal is not closed on its line', start);
      }
      text += character === '\\' ? this.readEscape('') : character;
    }
  }

  /** Reads a character class after its opening bracket. */
  readClass(): CharacterSet {
    const start = this.at - 1;
    const negated = this.take('^');
    const ranges: [number, number][] = [];
    for (;;) {
      if (this.take(']')) break;
      const from = this.at;
      const first = this.readMember(start);
      if (this.text[this.at] !== '-' || this.text[this.at + 1] === ']') {
        ranges.push([first, first]);
        continue;
      }
      this.at++;
      const last = this.readMember(start);
      if (last < first) this.report('this range runs backwards', from);
      ranges.push([first, Math.max(first, last)]);
    }
    if (!negated && ranges.length === 0) {
      this.report('an empty character class matches nothing', start);
      return anyCharacter;
    }
    const set = characterSet(ranges);
    if (negated) return complement(set);
    const writable = intersection(set, anyCharacter);
    if (writable.length > 0) return writable;
    this.report('this class matches nothing', start);
    return anyCharacter;
  }

  private readMember(classStart: number): number {
    const character = this.takeCharacter();
    if (character === undefined) {
      throw new SyntaxProblem('this character class is not closed on its line', classStart);
    }
    const member = character === '\\' ? this.readEscape('-]^[') : character;
    return member.codePointAt(0) ?? 0;
  }

  private readEscape(also: string): string {
    const start = this.at - 1;
    const letter = this.takeCharacter() ?? '';
    const simple = simpleEscapes.get(letter);
    if (simple !== undefined) return String.fromCharCode(simple);
    if (letter !== '' && also.includes(letter)) return letter;
    const hex = this.match(hexDigits.get(letter) ?? /(?!)/y);
    const code = hex === undefined ? undefined : Number.parseInt(hex, 16);
    const problem = problemOfCode(code, { letter, isText: also === '' });
    if (problem === undefined && code !== undefined) return String.fromCodePoint(code);
    this.report(problem ?? '', start);
    return replacement;
  }

  /** Stays before the end of the line, where reading goes on after a problem. */
  private takeCharacter(): string | undefined {
    const code = this.text.codePointAt(this.at);
    if (code === undefined || code === 0x0a) return undefined;
    const character = String.fromCodePoint(code);
    this.at += character.length;
    return character;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }
}

const hexDigits: ReadonlyMap<string, RegExp> = new Map(
  Object.entries({
    x: /[0-9a-fA-F]{1,8}/y,
    u: /[0-9a-fA-F]{4}/y,
    U: /[0-9a-fA-F]{8}/y,
  }),
);

/** Stands for what cannot be read. */
const replacement = '\ufffd';

function problemOfCode(
  code: number | undefined,
  { letter, isText }: { readonly letter: string; readonly isText: boolean },
): string | undefined {
  if (code === undefined) return `unknown escape \\${letter}${escapeAdvice.get(letter) ?? ''}`;
  if (code === 0 && isText) return 'the NUL character cannot be written';
  return code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)
    ? 'this escape is not a character'
    : undefined;
}

const escapeAdvice: ReadonlyMap<string, string> = new Map(
  Object.entries({
    d: ': write [0-9]',
    w: ': write [0-9A-Za-z_]',
    s: ': write [ \\t\\r\\n]',
    u: ': four hexadecimal digits follow it',
    U: ': eight hexadecimal digits follow it',
    x: ': hexadecimal digits follow it',
  }),
);
