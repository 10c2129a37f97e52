/**
 * Splits streamed text into paragraphs, each with the empty lines that end it, and the rest that
 * may still grow. Put together again they are the text.
 */
export function splitParagraphs(text: string): {
  readonly finished: readonly string[];
  readonly rest: string;
} {
  const finished: string[] = [];
  let start = 0;
  // A paragraph is finished only once the next begins: more empty lines may follow before that.
  for (const gap of text.matchAll(/\n[ \t]*\n(?=\S)/g)) {
    const end = gap.index + gap[0].length;
    finished.push(text.slice(start, end));
    start = end;
  }
  return { finished, rest: text.slice(start) };
}
