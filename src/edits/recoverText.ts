import { endOfTracked, type TrackedText } from './trackedText';

/** Pending text in its document, and how the document was around it. */
export interface RememberedText extends TrackedText {
  /** What it took the place of. */
  readonly replaced: string;
  /** What stood right in front of it and right behind it, as much as is remembered. */
  readonly before: string;
  readonly after: string;
}

/** Characters on either side that tell one place from another. */
const remembered = 200;

export function rememberText(
  document: string,
  standing: TrackedText,
  replaced: string,
): RememberedText {
  const { start, text } = standing;
  const end = endOfTracked(standing);
  return {
    start,
    text,
    replaced,
    before: document.slice(Math.max(0, start - remembered), start),
    after: document.slice(end, end + remembered),
  };
}

/**
 * Where the text stands in its document when that is read again. Its end may be missing, since what
 * was written last may not have been saved; `undefined` where it stands nowhere, or in more than one
 * place.
 */
export function recoverText(document: string, wanted: RememberedText): TrackedText | undefined {
  const starts = startsOf(document, wanted);
  const found = starts.flatMap((start) => standingAt(document, start, wanted) ?? []);
  const inPlace = found.find(({ start }) => start === wanted.start);
  return inPlace ?? (found.length === 1 ? found[0] : undefined);
}

/** Places behind what stood in front of the text. */
function startsOf(document: string, { start, before }: RememberedText): readonly number[] {
  if (before === '') return [0];
  if (document.endsWith(before, start)) return [start];
  const starts: number[] = [];
  for (let at = document.indexOf(before); at !== -1; at = document.indexOf(before, at + 1)) {
    starts.push(at + before.length);
  }
  return starts;
}

function standingAt(
  document: string,
  start: number,
  { text, after }: RememberedText,
): TrackedText | undefined {
  let length = 0;
  while (length < text.length && document[start + length] === text[length]) length++;
  for (; length > 0; length--) {
    const end = start + length;
    const follows = after === '' ? document.length === end : document.startsWith(after, end);
    if (follows) return { start, text: text.slice(0, length) };
  }
  return undefined;
}
