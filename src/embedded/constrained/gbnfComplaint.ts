import { reprString } from '../http/pythonText';

/**
 * What vLLM's guidance backend says of a grammar that it cannot convert, or `undefined` where it
 * would say nothing. The order in which it looks at things, its words and its count of lines are
 * those of llguidance's gbnf_to_lark.py (1.x), which reads less than XGrammar and more than this
 * engine.
 */
export function gbnfComplaint(source: string): string | undefined {
  const reader = new GbnfReader(source);
  try {
    return reader.read();
  } catch (error) {
    if (error instanceof Complaint) return error.message;
    throw error;
  }
}

class Complaint extends Error {}

/** Characters that are shown before and after the place of a complaint. */
const shown = 20;
/** Deeper groups are no business of an error message. */
const maxDepth = 500;
const hexEscapes: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

class GbnfReader {
  private at = 0;
  private readonly defined = new Set<string>();
  /** In the order in which they are used. */
  private readonly used: string[] = [];

  constructor(private readonly source: string) {}

  read(): string | undefined {
    this.skipSpace('across lines');
    while (this.peek() !== '') {
      this.defined.add(this.readName());
      this.skipSpace('in line');
      if (!this.source.startsWith('::=', this.at)) throw this.complaint('Expected ::=');
      this.at += 3;
      this.skipSpace('across lines');
      this.readAlternatives(0);
      this.skipSpace('across lines');
    }
    const lost = this.used.find((name) => !this.defined.has(name));
    if (lost !== undefined) return `Rule '${lost}' not found`;
    return this.defined.has('root') ? undefined : "No 'root' rule found";
  }

  /** Reads as far as alternatives go; `depth` counts the groups around them. */
  private readAlternatives(depth: number): void {
    if (depth > maxDepth) throw this.complaint('maximum recursion depth exceeded');
    const space = depth > 0 ? 'across lines' : 'in line';
    for (;;) {
      this.readSequence(depth);
      this.skipSpace(space);
      if (this.peek() !== '|') return;
      this.at++;
      this.skipSpace('across lines');
    }
  }

  private readSequence(depth: number): void {
    const space = depth > 0 ? 'across lines' : 'in line';
    for (;;) {
      const next = this.peek();
      if (next === '"') this.readQuoted('"');
      else if (next === '[') this.readQuoted(']');
      else if (next === '(') this.readGroup(depth);
      else if (next === '.') this.at++;
      else if (isWord(next)) this.used.push(this.readName());
      else return;
      this.skipSpace(space);
      this.readRepetition();
      this.skipSpace(space);
    }
  }

  private readGroup(depth: number): void {
    this.at++;
    this.skipSpace('across lines');
    this.readAlternatives(depth + 1);
    if (this.peek() !== ')') throw this.complaint("Expected ')'");
    this.at++;
  }

  /** Reads a literal or a class up to its last character. */
  private readQuoted(end: string): void {
    this.at++;
    for (;;) {
      const next = this.peek();
      if (next === '') throw this.complaint('Unexpected end of input');
      if (next === '\\') {
        this.readEscape();
        continue;
      }
      this.at++;
      if (next === end) return;
    }
  }

  private readEscape(): void {
    this.at++;
    const letter = this.peek();
    const digits = hexEscapes.get(letter);
    if (letter !== '' && '"\\[]nrt'.includes(letter)) {
      this.at++;
    } else if (digits === undefined) {
      throw this.complaint(`Invalid escape sequence \\${letter}`);
    } else {
      const hex = this.source.slice(this.at + 1, this.at + 1 + digits);
      if (hex.length < digits || !/^[0-9a-f]*$/i.test(hex)) {
        throw this.complaint(`Invalid \\${letter} escape sequence: \\${letter}${hex}`);
      }
      this.at += 1 + digits;
    }
  }

  private readRepetition(): void {
    const next = this.peek();
    if (next !== '' && '*+?'.includes(next)) this.at++;
    if (next !== '{') return;
    this.at++;
    this.skipSpace('across lines');
    if (!this.skipDigits()) throw this.complaint('Expected integer');
    this.skipSpace('across lines');
    if (this.peek() === ',') {
      this.at++;
      this.skipSpace('across lines');
      this.skipDigits();
      this.skipSpace('across lines');
      if (this.peek() !== '}') throw this.complaint("Expected '}'");
    }
    if (this.peek() !== '}') throw this.complaint("Expected ',' or '}'");
    this.at++;
  }

  private readName(): string {
    const start = this.at;
    while (isWord(this.peek())) this.at++;
    if (this.at === start) throw this.complaint('Expected name');
    return this.source.slice(start, this.at);
  }

  private skipDigits(): boolean {
    const start = this.at;
    while (/^\d$/.test(this.peek())) this.at++;
    return this.at > start;
  }

  private skipSpace(where: 'in line' | 'across lines'): void {
    const space = where === 'in line' ? /(?:[ \t]|#[^\r\n]*)*/y : /(?:[ \t\r\n]|#[^\r\n]*)*/y;
    space.lastIndex = this.at;
    space.test(this.source);
    this.at = space.lastIndex;
  }

  private peek(): string {
    return this.source[this.at] ?? '';
  }

  private complaint(what: string): Complaint {
    const line = this.source.slice(0, this.at).split('\n').length;
    const before = this.source.slice(Math.max(0, this.at - shown), this.at);
    const after = this.source.slice(this.at, this.at + shown);
    return new Complaint(`${what} at line ${line}, ${reprString(before)} ^ ${reprString(after)}`);
  }
}

function isWord(character: string): boolean {
  return character !== '' && /^[\p{L}\p{N}_-]$/u.test(character);
}
