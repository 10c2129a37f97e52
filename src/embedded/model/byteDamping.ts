/**
 * Bends byte weights towards an end when a constraint leaves the model nothing to propose. Without
 * it the likeliest byte would be drawn for ever: white space between JSON tokens, letters in a
 * string, brackets in brackets. It only weighs; what may be written is the constraint's to say.
 */
export class ByteDamping {
  private readonly recent: number[] = [];
  private written = 0;
  private sinceCloser = 0;
  private depth = 0;

  /** `weights` bent by what was written so far; a weight above zero stays above zero. */
  apply(weights: Float64Array): Float64Array {
    // Every closer, from a quote to a brace, gains with the length since the last one, and with
    // the length of the whole, so that a list of short items ends as well as one long item.
    const urge = (1 + this.sinceCloser / 6) ** 2 * (1 + this.written / 24) ** 2;
    return weights.map((weight, byte) => {
      if (weight === 0) return 0;
      const bent = weight * this.repetition(byte) * (isCloser(byte) ? urge : 1);
      return Math.max(bent * this.kindFactor(byte), Number.MIN_VALUE);
    });
  }

  /** Notes bytes that were written, by whomever. */
  note(bytes: Uint8Array): void {
    for (const byte of bytes) {
      this.recent.push(byte);
      if (this.recent.length > window) this.recent.shift();
      this.written++;
      this.sinceCloser = isCloser(byte) ? 0 : this.sinceCloser + 1;
      if (isOpener(byte)) this.depth++;
      else if (isCloser(byte) && !isQuote(byte)) this.depth = Math.max(0, this.depth - 1);
    }
  }

  private repetition(byte: number): number {
    return 0.4 ** this.recent.filter((written) => written === byte).length;
  }

  private kindFactor(byte: number): number {
    if (isSpace(byte)) return this.recent.slice(-2).some(isSpace) ? 1e-4 : 0.2;
    if (isOpener(byte)) return 0.3 ** this.depth / (1 + this.written / 24);
    // A comma or an escape asks for more text after it.
    if (byte === 0x2c || byte === 0x5c) return 0.2 / (1 + this.written / 24);
    return 1;
  }
}

const window = 12;

const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
const isQuote = (byte: number): boolean => byte === 0x22 || byte === 0x27 || byte === 0x60;
const isOpener = (byte: number): boolean => byte === 0x28 || byte === 0x5b || byte === 0x7b;
const isCloser = (byte: number): boolean =>
  byte === 0x29 || byte === 0x5d || byte === 0x7d || isQuote(byte);

/** Whether `allowed` leaves nothing but white space to write. */
export function onlySpaceAllowed(allowed: readonly boolean[]): boolean {
  return allowed.every((may, byte) => !may || isSpace(byte));
}
