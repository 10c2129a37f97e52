/** Where and why Python's `json` module refuses a text. */
export interface JsonProblem {
  readonly position: number;
  readonly error: string;
}

const nameExpected = 'Expecting property name enclosed in double quotes';
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null|NaN|Infinity|-Infinity/y;
/** Everything but quotes, backslashes and what lies below the space. */
const plain = /[ !#-[\]-\uffff]+/y;
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const space = /[ \t\n\r]*/y;

/**
 * Finds the first problem in a text that `JSON.parse` refused; `undefined` where Python would have
 * taken it (`NaN`). Runs without recursion, so depth costs nothing.
 */
export function findJsonProblem(text: string): JsonProblem | undefined {
  let at = 0;
  const open: ('[' | '{')[] = [];
  const match = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const problem = (error: string, position = at): JsonProblem => ({ position, error });

  const readString = (): JsonProblem | undefined => {
    const start = at;
    at++;
    for (;;) {
      match(plain);
      const next = text[at];
      if (next === '"') {
        at++;
        return undefined;
      }
      if (next === undefined) return problem('Unterminated string starting at', start);
      if (next !== '\\') return problem('Invalid control character at');
      const from = at;
      if (match(escape)) continue;
      if (text[from + 1] === undefined) return problem('Unterminated string starting at', start);
      return text[from + 1] === 'u'
        ? problem('Invalid \\uXXXX escape', from + 1)
        : problem('Invalid \\escape', from);
    }
  };

  const readKey = (): JsonProblem | undefined => {
    if (text[at] !== '"') return problem(nameExpected);
    const bad = readString();
    if (bad) return bad;
    match(space);
    if (text[at] !== ':') return problem("Expecting ':' delimiter");
    at++;
    match(space);
    return undefined;
  };

  match(space);
  for (;;) {
    const next = text[at];
    if (next === '{' || next === '[') {
      const start = at;
      at++;
      match(space);
      if (text[at] === (next === '{' ? '}' : ']')) {
        at++;
      } else {
        open.push(next);
        if (next === '{') {
          // Python points at the character after the brace where nothing at all follows it.
          const bad = at >= text.length ? problem(nameExpected, start + 1) : readKey();
          if (bad) return bad;
        }
        continue;
      }
    } else if (next === '"') {
      const bad = readString();
      if (bad) return bad;
    } else if (!match(word) && !match(number)) {
      return problem('Expecting value');
    }

    for (;;) {
      match(space);
      const container = open.at(-1);
      if (container === undefined) {
        return at < text.length ? problem('Extra data') : undefined;
      }
      if (text[at] === (container === '{' ? '}' : ']')) {
        at++;
        open.pop();
        continue;
      }
      if (text[at] !== ',') return problem("Expecting ',' delimiter");
      at++;
      match(space);
      if (container === '{') {
        const bad = readKey();
        if (bad) return bad;
      }
      break;
    }
  }
}
