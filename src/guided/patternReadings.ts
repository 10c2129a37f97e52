import type { RegExpEngine } from 'ajv/dist/types';
import type { Match } from './match';
import { ambiguityOf } from './regexPortability';

type Reading = 'ascii' | 'unicode';

/**
 * The patterns of a schema, read by what engines mean by their classes (docs/regex.md). Nobody tells
 * which engine a server has, so that a verdict is one that holds for each.
 */
export class PatternReadings {
  private reading: Reading = 'ascii';
  /** Patterns that take a string in one reading alone. */
  private readonly doubtful = new Set<string>();

  /** How ajv makes its patterns. */
  readonly engine: RegExpEngine = Object.assign(
    (pattern: string, flags: string) => this.compile(pattern, flags),
    { code: 'readPattern' },
  );

  judgeByEach(judge: () => Match): Match {
    this.reading = 'ascii';
    this.doubtful.clear();
    const first = judge();
    const [pattern] = this.doubtful;
    if (pattern === undefined) return first;
    const reason = ambiguityOf(pattern) ?? 'engines read its pattern differently';
    this.reading = 'unicode';
    return judge().match === first.match ? first : { match: 'unchecked', reason };
  }

  private compile(pattern: string, flags: string) {
    const plain = new RegExp(pattern, flags);
    const tests = {
      ascii: reader(pattern, flags, 'ascii'),
      unicode: reader(pattern, flags, 'unicode'),
    };
    const test = (text: string): boolean => {
      const ascii = tests.ascii?.test(text) ?? plain.test(text);
      // Of what cannot be written otherwise, anything may be meant beyond ASCII.
      const unicode = tests.unicode?.test(text) ?? ascii !== beyondAscii.test(text);
      if (ascii !== unicode) this.doubtful.add(pattern);
      return this.reading === 'ascii' ? ascii : unicode;
    };
    return { test, toString: () => String(plain) };
  }
}

const beyondAscii = /[^\0-\x7f]/;

/** Classes by what stands in their place, alone and within another class. */
const classes: Readonly<Record<Reading, ReadonlyMap<string, string>>> = {
  ascii: new Map([
    ['\\s', ' \\t\\n\\r\\f\\v'],
    ['\\S', '^ \\t\\n\\r\\f\\v'],
    ['.', '^'],
  ]),
  unicode: new Map([
    ['\\d', '\\p{Nd}'],
    ['\\D', '\\P{Nd}'],
    ['\\w', '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}'],
    ['\\W', '^\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}'],
  ]),
};

const anything = /\[(?:\\s\\S|\\S\\s|\\d\\D|\\D\\d|\\w\\W|\\W\\w)\]/g;
const part = /\\(?:[pPu]\{[^}]*\}|[^])|[[\].]/g;

/** `undefined` where a class within another cannot be written in the words of ECMAScript. */
function reader(pattern: string, flags: string, reading: Reading): RegExp | undefined {
  let within = false;
  const unwritable: string[] = [];
  const source = pattern.replace(anything, '[^]').replace(part, (token) => {
    if (token === '[' || token === ']') {
      within = token === '[';
      return token;
    }
    const said = within && token === '.' ? undefined : classes[reading].get(token);
    if (said === undefined) return token;
    if (!within) return `[${said}]`;
    if (said.startsWith('^')) unwritable.push(token);
    return said;
  });
  try {
    return unwritable.length === 0 ? new RegExp(source, flags) : undefined;
  } catch {
    return undefined;
  }
}
