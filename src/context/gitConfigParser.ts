/** A variable in a configuration file of git. */
export interface GitVariable {
  /** Section and name in small letters, and between them what tells sections of one name apart. */
  readonly section: string;
  readonly subsection: string;
  readonly name: string;
  readonly value: string;
}

const header = /^\s*\[\s*([\w.-]+)\s*(?:"((?:[^"\\]|\\.){0,4096})")?\s*\](.*)$/;
const assignment = /^\s*([A-Za-z][\w-]*)\s*(?:=(.*))?$/;

/** What a file says, in its order. */
export function variablesIn(text: string): readonly GitVariable[] {
  const found: GitVariable[] = [];
  let [section, subsection] = ['', ''];
  // A backslash at its end continues a line.
  for (const line of text
    .replace(/^\uFEFF/, '')
    .replace(/\\\r?\n/g, '')
    .split(/\r?\n/)) {
    const [, named, between = '', rest] = header.exec(line) ?? [];
    if (named !== undefined) {
      section = named.toLowerCase();
      subsection = between.replace(/\\(.)/g, '$1');
    }
    const [, name, value = ''] = assignment.exec(rest ?? line) ?? [];
    if (name === undefined) continue;
    found.push({ section, subsection, name: name.toLowerCase(), value: valueOf(value.trim()) });
  }
  return found;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['b', '\b'],
]);

/** Without quotes, escapes, and what a comment says behind it. */
function valueOf(written: string): string {
  let value = '';
  let kept = 0;
  let isQuoted = false;
  for (let at = 0; at < written.length; at++) {
    const character = written[at] ?? '';
    if (character === '"') isQuoted = !isQuoted;
    else if (character === '\\') {
      const escaped = written[++at] ?? '';
      value += escapes.get(escaped) ?? escaped;
    } else if (!isQuoted && (character === '#' || character === ';')) break;
    else value += character;
    if (isQuoted || !/\s/.test(character)) kept = value.length;
  }
  return value.slice(0, kept);
}
