export interface Relocation {
  readonly before: string;
  readonly after: string;
  /** What stood in the text before, and where. */
  readonly text: string;
  readonly start: number;
}

/**
 * Where a piece of a text stands in the text that replaced it: where everything in front of it or
 * everything behind it is as it was, or else where its lines stand beside a line that they stood
 * beside before. `undefined` where that leaves a doubt: somebody else's words may look like it.
 */
export function relocate(relocation: Relocation): number | undefined {
  return besideTheDifference(relocation) ?? besideItsNeighbour(relocation);
}

function besideTheDifference({ before, after, text, start }: Relocation): number | undefined {
  const shorter = Math.min(before.length, after.length);
  let front = 0;
  while (front < shorter && before[front] === after[front]) front++;
  let back = 0;
  while (back < shorter && before.at(-1 - back) === after.at(-1 - back)) back++;
  const end = start + text.length;
  const inFront = front >= end && isWritten(before.slice(0, start) + before.slice(end, front));
  const rest = before.length - back;
  const behind = rest <= start && isWritten(before.slice(rest, start) + before.slice(end));
  const moved = start + after.length - before.length;
  if (inFront && behind) return moved === start ? start : undefined;
  return inFront ? start : behind ? moved : undefined;
}

function besideItsNeighbour({ before, after, text, start }: Relocation): number | undefined {
  const from = startOfLine(before, start);
  const to = endOfLine(before, start + text.length);
  if (!isWritten(before.slice(from, to))) return undefined;
  const above = before.slice(0, from).trimEnd();
  const below = before.slice(to);
  const belowFrom = to + below.length - below.trimStart().length;
  const withAbove = { from: startOfLine(before, above.length), to };
  const withBelow = { from, to: endOfLine(before, belowFrom) };
  const places = [
    ...(above === '' ? [] : [withAbove]),
    ...(below.trim() === '' ? [] : [withBelow]),
  ].flatMap((lines) => {
    const wanted = before.slice(lines.from, lines.to);
    const found = isOnce(before, wanted) && isOnce(after, wanted) ? after.indexOf(wanted) : -1;
    return found === -1 ? [] : [found + start - lines.from];
  });
  const [place] = places;
  return places.every((other) => other === place) ? place : undefined;
}

function startOfLine(text: string, offset: number): number {
  return text.slice(0, offset).lastIndexOf('\n') + 1;
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end;
}

function isWritten(text: string): boolean {
  return text.trim() !== '';
}

function isOnce(text: string, wanted: string): boolean {
  const first = text.indexOf(wanted);
  return first !== -1 && text.lastIndexOf(wanted) === first;
}
