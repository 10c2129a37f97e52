/**
 * Takes away the end of a completion where it repeats what already stands right of the cursor:
 * `foo(█)` completed with `bar)` becomes `foo(bar█)`. An end that the completion itself opened is
 * its own, as in `foo(█)` completed with `bar()`.
 */
export function trimOverlap(completion: string, after: string): string {
  const rest = after.trimEnd();
  for (let length = Math.min(rest.length, completion.length); length > 0; length--) {
    const overlap = rest.slice(0, length);
    if (!completion.endsWith(overlap)) continue;
    if (overlap.trim() === '') return completion;
    const kept = completion.slice(0, -length);
    return isClosedWithin(completion, overlap) ? completion : kept;
  }
  return completion;
}

/** Whether the brackets and quotes in the overlap close something that the completion opened. */
function isClosedWithin(completion: string, overlap: string): boolean {
  if (!/^[)\]}'"`]/.test(overlap)) return false;
  return balance(completion) >= 0 && balance(completion.slice(0, -overlap.length)) > 0;
}

/** Brackets left open, or minus one where something is closed that was never opened. */
function balance(text: string): number {
  let open = 0;
  let quote: string | undefined;
  for (const character of text) {
    if (quote !== undefined) {
      if (character === quote) quote = undefined;
    } else if (/['"`]/.test(character)) quote = character;
    else if (/[([{]/.test(character)) open++;
    else if (/[)\]}]/.test(character)) open--;
    if (open < 0) return -1;
  }
  return open + (quote === undefined ? 0 : 1);
}
