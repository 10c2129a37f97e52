/**
 * UTF-8 that also carries lone surrogates (as WTF-8 does), so that every JavaScript string survives
 * a round trip; `TextEncoder` would replace them.
 */

/** UTF-8 bytes of `text`; a lone surrogate becomes three bytes. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index) ?? 0;
    if (code < 0x80) {
      bytes[length++] = code;
    } else if (code < 0x800) {
      bytes[length++] = 0xc0 | (code >> 6);
      bytes[length++] = 0x80 | (code & 0x3f);
    } else if (code < 0x10000) {
      bytes[length++] = 0xe0 | (code >> 12);
      bytes[length++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[length++] = 0x80 | (code & 0x3f);
    } else {
      index++;
      bytes[length++] = 0xf0 | (code >> 18);
      bytes[length++] = 0x80 | ((code >> 12) & 0x3f);
      bytes[length++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[length++] = 0x80 | (code & 0x3f);
    }
  }
  return bytes.slice(0, length);
}

/** Bytes that follow a leading byte; 0 for ASCII and for bytes that cannot lead. */
function continuationCount(byte: number): number {
  if (byte >= 0xc2 && byte < 0xe0) return 1;
  if (byte >= 0xe0 && byte < 0xf0) return 2;
  return byte >= 0xf0 && byte < 0xf5 ? 3 : 0;
}

const isContinuation = (byte: number | undefined): byte is number =>
  byte !== undefined && (byte & 0xc0) === 0x80;

/** The code point at `at`, and how many bytes it takes; an invalid byte reads as U+FFFD. */
function codePointAt(bytes: Uint8Array, at: number): readonly [code: number, length: number] {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return [lead, 1];
  const following = continuationCount(lead);
  let code = following === 1 ? lead & 0x1f : following === 2 ? lead & 0x0f : lead & 0x07;
  for (let offset = 1; offset <= following; offset++) {
    const byte = bytes[at + offset];
    if (!isContinuation(byte)) return [0xfffd, 1];
    code = (code << 6) | (byte & 0x3f);
  }
  const least = following === 1 ? 0x80 : following === 2 ? 0x800 : 0x10000;
  const valid = following > 0 && code >= least && code <= 0x10ffff;
  return valid ? [code, following + 1] : [0xfffd, 1];
}

/** The text of `bytes`; every byte that belongs to no character becomes U+FFFD. */
export function decodeUtf8(bytes: Uint8Array): string {
  const parts: string[] = [];
  let codes: number[] = [];
  for (let at = 0; at < bytes.length;) {
    const [code, length] = codePointAt(bytes, at);
    codes.push(code);
    at += length;
    // `fromCodePoint` takes its characters as arguments, and those live on the stack.
    if (codes.length === 4096) {
      parts.push(String.fromCodePoint(...codes));
      codes = [];
    }
  }
  parts.push(String.fromCodePoint(...codes));
  return parts.join('');
}

/** How many bytes at the end are the start of a character whose rest is missing (0 to 3). */
export function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (isContinuation(byte)) continue;
    return continuationCount(byte) >= back ? back : 0;
  }
  return 0;
}

/** `first` followed by `second`. */
export function concatBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}

/** How a byte that is no character by itself is shown, as in `<0x0A>`. */
export function byteText(byte: number): string {
  return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
}
