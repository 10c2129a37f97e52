/** What some editors write in front of a UTF-8 file, and no program that reads JSON or grammars takes. */
const mark = '\ufeff';

export function hasByteOrderMark(text: string): boolean {
  return text.startsWith(mark);
}

/** The text of a file: the mark in front of it is none of its characters. */
export function withoutByteOrderMark(text: string): string {
  return hasByteOrderMark(text) ? text.slice(mark.length) : text;
}
