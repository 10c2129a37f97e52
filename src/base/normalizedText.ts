/**
 * A text as it is meant: escapes resolved, wide letters narrow, without what nobody sees. Each of its
 * characters knows where it stood, so that what is found here can be cut out there.
 */
export interface NormalizedText {
  readonly text: string;
  /** Where the character at an index begins in the text that was read. */
  readonly from: Uint32Array;
  /** Where it ends there. */
  readonly to: Uint32Array;
}

function unnormalizedText(text: string): NormalizedText {
  const from = Uint32Array.from({ length: text.length }, (_, index) => index);
  return { text, from, to: from.map((index) => index + 1) };
}

/** Escapes within escapes that are resolved. */
const maxDepth = 4;

export function normalizeText(text: string): NormalizedText {
  let reading = unnormalizedText(text);
  for (let depth = 0; depth < maxDepth; depth++) {
    const next = reread(reading, disguised, undisguise);
    if (next.text === reading.text) break;
    reading = next;
  }
  return reading;
}

export function withoutSpace(reading: NormalizedText): NormalizedText {
  return reread(reading, /\s+/g, () => '');
}

/** Control sequences of terminals: colours, titles, links. */
const steering =
  '(?:\\x1b\\[|\\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]|\\x1b[\\]PX^_][^\\x07\\x1b\\x9c]{0,512}(?:\\x07|\\x1b\\\\|\\x9c)|\\x1b[ -/]?[0-~]';

const escaped = [
  '\\\\{1,8}(?:u(?<unicode>[0-9a-f]{4})|u\\{(?<point>[0-9a-f]{1,6})\\}|x(?<byte>[0-9a-f]{2})|(?<itself>["\'/\\\\]))',
  '&(?:amp;){0,3}(?:#(?<decimal>\\d{1,7})|#x(?<hexadecimal>[0-9a-f]{1,6})|(?<name>amp|lt|gt|quot|apos));?',
  '%(?:25){0,3}(?<percent>[0-9a-f]{2})',
].join('|');

const disguised = new RegExp(
  `${steering}|${escaped}|(?<unseen>[\\p{Default_Ignorable_Code_Point}\\p{Mn}\\x00-\\x08\\x0e-\\x1f\\x7f-\\x9f])|(?<wide>[^\\x00-\\xff])`,
  'giu',
);

const named: ReadonlyMap<string, string> = new Map(
  Object.entries({ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }),
);

type Groups = Readonly<Record<string, string | undefined>>;

/** What one disguise stands for: a character, or nothing. */
function undisguise(whole: string, groups: Groups): string {
  const { unicode, point, byte, itself, decimal, hexadecimal, name, percent, wide } = groups;
  const hex = unicode ?? point ?? byte ?? hexadecimal ?? percent;
  if (hex !== undefined) return characterOf(Number.parseInt(hex, 16), whole);
  if (decimal !== undefined) return characterOf(Number(decimal), whole);
  if (name !== undefined) return named.get(name.toLowerCase()) ?? whole;
  if (wide !== undefined) return narrow(wide);
  return itself ?? '';
}

/** Of ASCII alone: what keys are made of, and what one character is in every encoding. */
function characterOf(code: number, otherwise: string): string {
  return code < 0x80 ? String.fromCharCode(code) : otherwise;
}

function narrow(character: string): string {
  const plain = character.normalize('NFKC');
  return /^[\x21-\x7e]$/.test(plain) ? plain : character;
}

/** The reading with every match said anew. */
function reread(
  { text, from, to }: NormalizedText,
  pattern: RegExp,
  say: (whole: string, groups: Groups) => string,
): NormalizedText {
  const begins = new Uint32Array(text.length);
  const ends = new Uint32Array(text.length);
  let left = '';
  let end = 0;
  const keep = (until: number): void => {
    begins.set(from.subarray(end, until), left.length);
    ends.set(to.subarray(end, until), left.length);
    left += text.slice(end, until);
  };
  for (const { 0: whole, index, groups = {} } of text.matchAll(pattern)) {
    const said = say(whole, groups);
    if (said === whole) continue;
    keep(index);
    end = index + whole.length;
    begins.fill(from[index] ?? 0, left.length, left.length + said.length);
    ends.fill(to[end - 1] ?? 0, left.length, left.length + said.length);
    left += said;
  }
  if (end === 0) return { text, from, to };
  keep(text.length);
  return { text: left, from: begins, to: ends };
}
