import { concatBytes, decodeUtf8, incompleteTail } from './utf8';

/** Turns bytes that arrive in any portions into text, and withholds characters cut in half. */
export class TextAssembler {
  private pending: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array): string {
    const all = this.pending.length === 0 ? bytes : concatBytes(this.pending, bytes);
    const complete = all.length - incompleteTail(all);
    this.pending = all.slice(complete);
    return decodeUtf8(all.subarray(0, complete));
  }

  /** The text is over: a character still cut in half is shown as U+FFFD. */
  flush(): string {
    const text = decodeUtf8(this.pending);
    this.pending = new Uint8Array(0);
    return text;
  }
}
