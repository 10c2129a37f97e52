/** The value in `text`, or `undefined` where it is not JSON (which `null` and the like are). */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** How large a text is as JSON, before it is read: what is read may be walked by recursion. */
export interface JsonMeasures {
  /** Lists and objects within one another. */
  readonly depth: number;
  /** Members of objects, together. */
  readonly members: number;
  /** Members and elements that have another one in front of them. */
  readonly further: number;
}

/** Measures a text without reading it, so that it need not be JSON. */
export function measureJson(text: string): JsonMeasures {
  let [depth, deepest, members, further] = [0, 0, 0, 0];
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === ':') members++;
    else if (character === ',') further++;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth--;
  }
  return { depth: deepest, members, further };
}
