/** What a configuration file of git says of `core.excludesFile`; `undefined` where it says nothing. */
export function excludesFileIn(text: string): string | undefined {
  let inCore = false;
  let found: string | undefined;
  // A backslash at its end continues a line.
  for (const line of text
    .replace(/^\uFEFF/, '')
    .replace(/\\\r?\n/g, '')
    .split(/\r?\n/)) {
    const header = /^\s*\[\s*([\w.-]+)\s*("[^\n]*")?\s*\](.*)$/.exec(line);
    if (header) inCore = header[1]?.toLowerCase() === 'core' && header[2] === undefined;
    if (!inCore) continue;
    const [, value] = /^\s*excludesfile\s*=(.*)$/i.exec(header?.[3] ?? line) ?? [];
    if (value !== undefined) found = valueOf(value.trim());
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
