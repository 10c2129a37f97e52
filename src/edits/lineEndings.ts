export type LineEnding = '\n' | '\r\n';

/**
 * Gives streamed text the line endings of the document that it enters, so that lengths counted here
 * are lengths there. A CR at the end of a chunk waits for the LF that may follow it.
 */
export class LineEndings {
  private heldCarriageReturn = false;

  constructor(private readonly ending: LineEnding) {}

  push(chunk: string): string {
    if (chunk === '') return '';
    const text = (this.heldCarriageReturn ? '\r' : '') + chunk;
    this.heldCarriageReturn = text.endsWith('\r');
    const ready = this.heldCarriageReturn ? text.slice(0, -1) : text;
    return ready.replace(/\r\n?|\n/g, this.ending);
  }

  flush(): string {
    const text = this.heldCarriageReturn ? this.ending : '';
    this.heldCarriageReturn = false;
    return text;
  }
}

export function withLineEnding(text: string, ending: LineEnding): string {
  const lineEndings = new LineEndings(ending);
  return lineEndings.push(text) + lineEndings.flush();
}
