/**
 * Characters that nobody sees: controls, directions, joints, fillers, tags. Where they are at home,
 * as joints are between emoji and between Persian letters, they are like any other.
 */

/** Writing in which joints shape the letters before them. */
const joined = scripts(
  'Arab Syrc Nkoo Mong Mand Mani Adlm Rohg Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Tibt Khmr Mymr Bali Java',
);
/** Writing without spaces, which marks with zero width where a line may break. */
const unspaced = scripts('Khmr Mymr Thai Laoo Lana Tale Talu Java Bali');
const tag = '[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]';

const atHome = [
  '[\\t\\n]',
  `(?<=${joined})[\\u200c\\u200d]`,
  `(?<=${unspaced})\\u200b`,
  // Emoji: several in one, and whether they are drawn in colour.
  '(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic}|$)',
  '(?<=\\p{Emoji})[\\ufe0e\\ufe0f]',
  // The flags of England, Scotland, Wales, and their like: a black flag and a few letters.
  ...[0, 1, 2, 3, 4, 5].map(
    (at) => `(?<=\\u{1f3f4}${tag}{${at}})${tag}(?=${tag}{0,${5 - at}}\\u{e007f})`,
  ),
  `(?<=\\u{1f3f4}${tag}{3,6})\\u{e007f}`,
  // Variants of ideographs, Mongolian letters and signs of mathematics.
  '(?<=\\p{Script=Han})[\\ufe00-\\ufe02\\u{e0100}-\\u{e01ef}]',
  '(?<=\\p{Script=Mongolian})[\\u180b-\\u180f]',
  '(?<=\\p{Sm})\\ufe00',
];

const unseen = '[\\p{Cc}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2028\\u2029\\ufff9-\\ufffb]';

// Few characters are unseen at all, and only there it pays to look around.
const invisible = new RegExp(`(?=${unseen})(?!${atHome.join('|')})${unseen}`, 'gu');

function scripts(names: string): string {
  return `[${names
    .split(' ')
    .map((name) => `\\p{scx=${name}}`)
    .join('')}]`;
}

/**
 * The text with everything in it to be seen: pictures for what steers terminals, escapes for the
 * rest. `before` is what stands in front, where the text comes in pieces.
 */
export function escapeInvisible(text: string, before = ''): string {
  const start = before.length;
  return (before + text)
    .replace(invisible, (character, offset: number) =>
      offset < start ? character : pictureOf(character),
    )
    .slice(start);
}

/** A JSON document with what nobody sees in it as `\u` escapes, so that it means what it meant. */
export function escapeInvisibleInJson(document: string): string {
  return document.replace(invisible, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** A character that nobody sees, how often it comes, and where it does first. */
export interface InvisibleCharacter {
  /** As in `U+202E`. */
  readonly name: string;
  readonly count: number;
  /** Of the first one, in UTF-16 units. */
  readonly offset: number;
}

/** What of a text nobody sees, in the order in which it comes; line ends are no news in any form. */
export function invisibleIn(text: string): readonly InvisibleCharacter[] {
  const found = new Map<string, InvisibleCharacter>();
  for (const { 0: character, index } of text.matchAll(invisible)) {
    if (character === '\r') continue;
    const name = nameOf(character);
    const { count = 0, offset = index } = found.get(name) ?? {};
    found.set(name, { name, count: count + 1, offset });
  }
  return [...found.values()];
}

function pictureOf(character: string): string {
  const code = codeOf(character);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  const hexadecimal = code.toString(16);
  return code > 0xffff ? `\\u{${hexadecimal}}` : `\\u${hexadecimal.padStart(4, '0')}`;
}

function nameOf(character: string): string {
  return `U+${codeOf(character).toString(16).toUpperCase().padStart(4, '0')}`;
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}
