import { consistsOfWords } from './randomness';

/** A line between the ends of a key, also quoted, commented or indented. */
export const keyBodyLine =
  /^[ \t>*#/"'+]{0,40}([A-Za-z0-9+/]{1,80}={0,2})(?:\\n)?[ \t"',;+\\]{0,8}\r?$/;

/** A full line of a key has 64 characters, or 70 or 76; a window may have cut off some. */
const fullRun = /[A-Za-z0-9+/]{40,}={0,2}/g;

/** Whether most of a text is such lines, whatever program, log or list they stand in. */
export function isMostlyKeyBody(text: string): boolean {
  let inRuns = 0;
  for (const [run] of text.matchAll(fullRun)) {
    if (!consistsOfWords(run)) inRuns += run.length;
  }
  return 2 * inRuns > text.replace(/\s+/g, '').length;
}
