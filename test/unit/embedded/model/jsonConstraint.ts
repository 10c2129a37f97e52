import type { DecodingConstraint } from '../../../../src/embedded/model/languageModel';

/** What a JSON text is waiting for. */
type Expectation =
  | 'value'
  | 'first item'
  | 'first key'
  | 'key'
  | 'colon'
  | 'comma'
  | 'string'
  | 'key string'
  | 'number';

interface JsonState {
  readonly stack: readonly ('[' | '{')[];
  readonly expects: Expectation;
}

const start: JsonState = { stack: [], expects: 'value' };
const blanks = ' \t\n';

/** The state after `character`; `undefined` where JSON does not go on so. Whole numbers only. */
function step({ stack, expects }: JsonState, character: string): JsonState | undefined {
  const top = stack.at(-1);
  switch (expects) {
    case 'string':
    case 'key string':
      if (character === '"') return { stack, expects: expects === 'string' ? 'comma' : 'colon' };
      return character >= ' ' && character !== '\\' ? { stack, expects } : undefined;
    case 'number':
      if (/\d/.test(character)) return { stack, expects };
      return step({ stack, expects: 'comma' }, character);
    case 'colon':
      if (character === ':') return { stack, expects: 'value' };
      break;
    case 'comma':
      if (character === ',' && top !== undefined) {
        return { stack, expects: top === '[' ? 'value' : 'key' };
      }
      if (character === ']' && top === '[') return { stack: stack.slice(0, -1), expects };
      if (character === '}' && top === '{') return { stack: stack.slice(0, -1), expects };
      break;
    case 'first key':
    case 'key':
      if (character === '"') return { stack, expects: 'key string' };
      if (character === '}' && expects === 'first key') {
        return { stack: stack.slice(0, -1), expects: 'comma' };
      }
      break;
    case 'first item':
      if (character === ']') return { stack: stack.slice(0, -1), expects: 'comma' };
      return blanks.includes(character)
        ? { stack, expects }
        : step({ stack, expects: 'value' }, character);
    case 'value':
      if (character === '[') return { stack: [...stack, '['], expects: 'first item' };
      if (character === '{') return { stack: [...stack, '{'], expects: 'first key' };
      if (character === '"') return { stack, expects: 'string' };
      if (/[1-9]/.test(character)) return { stack, expects: 'number' };
      break;
  }
  return blanks.includes(character) ? { stack, expects } : undefined;
}

/** JSON objects and arrays of strings and whole numbers, with white space wherever JSON has it. */
export function jsonConstraint(): DecodingConstraint {
  let state: JsonState = { ...start };
  let begun = false;
  const next = (bytes: Iterable<number>): JsonState | undefined => {
    let after: JsonState | undefined = state;
    let any = begun;
    for (const byte of bytes) {
      // The text as a whole is an object or an array.
      if (!any && byte !== 0x5b && byte !== 0x7b) return undefined;
      any = true;
      after = byte < 0x80 ? after && step(after, String.fromCharCode(byte)) : undefined;
    }
    return after;
  };
  return {
    accept(bytes) {
      const after = next(bytes);
      if (after === undefined) return false;
      state = after;
      begun ||= bytes.length > 0;
      return true;
    },
    allowedBytes: () => Array.from({ length: 256 }, (_, byte) => next([byte]) !== undefined),
    canEnd: () => begun && state.stack.length === 0,
  };
}

/** Texts that match one of `texts` from their first to their last byte. */
export function choiceConstraint(texts: readonly string[]): DecodingConstraint {
  const encoder = new TextEncoder();
  let open = texts.map((text) => [...encoder.encode(text)]);
  const after = (bytes: Iterable<number>): number[][] =>
    [...bytes].reduce(
      (left, byte) => left.filter(([first]) => first === byte).map(([, ...rest]) => rest),
      open,
    );
  return {
    accept(bytes) {
      const left = after(bytes);
      if (left.length > 0) open = left;
      return left.length > 0;
    },
    allowedBytes: () => Array.from({ length: 256 }, (_, byte) => after([byte]).length > 0),
    canEnd: () => open.some((rest) => rest.length === 0),
  };
}
