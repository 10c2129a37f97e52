/** What some editors write in front of a UTF-8 file, and no program that reads JSON or grammars takes. */
const mark = '\ufeff';

export function beginsWithMark(text: string): boolean {
  return text.startsWith(mark);
}

/** The text of a file: the mark in front of it is none of its characters. */
export function withoutMark(text: string): string {
  return beginsWithMark(text) ? text.slice(mark.length) : text;
}
