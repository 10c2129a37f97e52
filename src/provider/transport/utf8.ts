import { isUtf8 } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';

/**
 * JSON and event streams are UTF-8 by their standards, and are read as that whatever their label says.
 * What is none of it stands as U+FFFD in the text.
 */
export interface Utf8Text {
  readonly text: string;
  /** Says where bytes were that are not UTF-8. */
  readonly damage: string | undefined;
}

export function readUtf8(bytes: Uint8Array): Utf8Text {
  const text = new TextDecoder().decode(bytes);
  return { text, damage: isUtf8(bytes) ? undefined : damageIn(text) };
}

/** Reads text whose bytes arrive in pieces. */
export class Utf8Reader {
  // Four times as fast as a `TextDecoder` that streams, and most text stays one byte a character.
  private readonly decoder = new StringDecoder('utf8');
  private before = Buffer.alloc(0);

  write(bytes: Uint8Array): Utf8Text {
    const text = this.decoder.write(bytes);
    const since = text.includes(replacement) ? Buffer.concat([this.before, bytes]) : undefined;
    // One that was sent as such may have begun in the piece before.
    this.before = Buffer.concat([this.before, bytes.subarray(-2)]).subarray(-2);
    const isDamaged = since && count(text, replacement) > count(since.toString('latin1'), sent);
    return { text, damage: isDamaged ? damageIn(text) : undefined };
  }

  /** What the end leaves of a character is none. */
  end(): Utf8Text {
    const text = this.decoder.end();
    return { text, damage: text === '' ? undefined : damageIn(text) };
  }
}

/** Whether a text was written in characters of two bytes. */
export function isWide(beginning: string): boolean {
  return beginning.startsWith(replacement) || beginning.startsWith('\0') || beginning[1] === '\0';
}

const replacement = '\uFFFD';
/** Its bytes in UTF-8, a character for each. */
const sent = Buffer.from(replacement).toString('latin1');

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

/** The word that the first of them stands in, without anything that JSON is made of. */
function damageIn(text: string): string {
  const [word = replacement] = /[^\s"\\{}[\]]{0,20}\uFFFD[^\s"\\{}[\]]{0,20}/.exec(text) ?? [];
  return `bytes that are not UTF-8: ${word}`;
}
