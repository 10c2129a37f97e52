/** A text without the blank lines at its start and its end, which are none of its own. */
export function withoutBlankEdges(text: string): string {
  const blank = text.slice(0, text.length - text.trimStart().length);
  const begun = text.slice(blank.lastIndexOf('\n') + 1);
  const inked = begun.trimEnd().length;
  if (inked === 0) return '';
  const end = /\r?\n/.exec(begun.slice(inked));
  return end ? begun.slice(0, inked + end.index) : begun;
}

/** Passes a text on as it arrives, but for the blank lines that it begins with. */
export function skipBlankStart(write: (text: string) => void): (text: string) => void {
  let begun = false;
  let held = '';
  return (text) => {
    if (begun) {
      write(text);
      return;
    }
    const start = text.length - text.trimStart().length;
    const blank = held + text.slice(0, start);
    held = blank.slice(blank.lastIndexOf('\n') + 1);
    if (start === text.length) return;
    begun = true;
    write(held + text.slice(start));
  };
}
