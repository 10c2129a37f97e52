/**
 * The beginning of a JSON text as a tree: what is closed stands as its value, what more text may
 * still change is open. Offsets count from the start of the text.
 */
export type JsonPrefix = Closed | Open;

export interface Closed {
  readonly kind: 'closed';
  readonly at: number;
  readonly source: string;
}

export type Open =
  /** White space at most. */
  | { readonly kind: 'nothing'; readonly at: number }
  /** `text` is what is read of it so far, escapes resolved. */
  | { readonly kind: 'string'; readonly at: number; readonly text: string }
  /** Also a number that could end here: digits may follow. */
  | { readonly kind: 'number'; readonly at: number; readonly text: string }
  /** The beginning of `true`, `false` or `null`. */
  | { readonly kind: 'word'; readonly at: number; readonly text: string }
  | {
      readonly kind: 'array';
      readonly at: number;
      readonly items: readonly Closed[];
      /** The item that is open; `nothing` where none has begun. */
      readonly last: Open;
    }
  | {
      readonly kind: 'object';
      readonly at: number;
      readonly members: readonly Member[];
      /** The member that is open: its name is, or its value; absent where none has begun. */
      readonly last?: OpenMember;
    };

export interface Member {
  readonly name: string;
  readonly at: number;
  readonly value: Closed;
}

export interface OpenMember {
  readonly name: string;
  readonly at: number;
  /** Absent where the name itself is open. */
  readonly value?: Open;
}

/** Of a text whose number, if it ends with one, may go on. */
const token = /[{}[\],:]|"[^"\\]*(?:\\[^][^"\\]*)*(?:"|\\?$)|[^\s{}[\],:"]+/g;

/** Reads `text`, which must be the beginning of a JSON text. Takes no recursion: it may nest deeply. */
export function readJsonPrefix(text: string): JsonPrefix {
  const open: Frame[] = [];
  let whole: JsonPrefix = { kind: 'nothing', at: text.length };
  const close = (value: Closed): void => {
    const frame = open.at(-1);
    if (!frame) whole = value;
    else if (frame.kind === 'array') frame.items.push(value);
    else if (frame.name) {
      frame.members.push({ ...frame.name, value });
      frame.name = undefined;
    }
  };
  for (const { 0: found, index: at } of text.matchAll(token)) {
    const frame = open.at(-1);
    const end = at + found.length;
    if (found === '{') open.push({ kind: 'object', at, members: [] });
    else if (found === '[') open.push({ kind: 'array', at, items: [] });
    else if (found === '}' || found === ']') {
      open.pop();
      const start = frame?.at ?? at;
      close({ kind: 'closed', at: start, source: text.slice(start, end) });
    } else if (found !== ',' && found !== ':') {
      const leaf = readLeaf(found, { at, isLast: end === text.length });
      if (frame?.kind === 'object' && !frame.name) frame.name = nameOf(leaf);
      else if (leaf.kind === 'closed') close(leaf);
      else return within(open, leaf);
    }
  }
  return open.length === 0 ? whole : within(open, { kind: 'nothing', at: text.length });
}

type Frame =
  | { readonly kind: 'array'; readonly at: number; readonly items: Closed[] }
  | {
      readonly kind: 'object';
      readonly at: number;
      readonly members: Member[];
      name?: Name | undefined;
    };

interface Name {
  readonly name: string;
  readonly at: number;
  readonly isOpen: boolean;
}

function readLeaf(
  source: string,
  { at, isLast }: { readonly at: number; readonly isLast: boolean },
): JsonPrefix {
  if (source.startsWith('"')) {
    const isClosed = /^"[^"\\]*(?:\\[^][^"\\]*)*"$/.test(source);
    return isClosed
      ? { kind: 'closed', at, source }
      : { kind: 'string', at, text: decoded(source) };
  }
  if (/^[-\d]/.test(source)) {
    return isLast ? { kind: 'number', at, text: source } : { kind: 'closed', at, source };
  }
  const isWhole = ['true', 'false', 'null'].includes(source);
  return isWhole ? { kind: 'closed', at, source } : { kind: 'word', at, text: source };
}

/** The characters of a string whose end is missing, but for an escape that is cut. */
function decoded(source: string): string {
  const inside = source.slice(1);
  const escape = /(?:^|[^\\])(?:\\\\)*(\\(?:u[0-9a-fA-F]{0,3})?)$/.exec(inside)?.[1] ?? '';
  return JSON.parse(`"${inside.slice(0, inside.length - escape.length)}"`) as string;
}

function nameOf(leaf: JsonPrefix): Name {
  if (leaf.kind === 'closed') {
    return { name: JSON.parse(leaf.source) as string, at: leaf.at, isOpen: false };
  }
  return { name: leaf.kind === 'string' ? leaf.text : '', at: leaf.at, isOpen: true };
}

/** `innermost` in the containers that are open, from the inside out. */
function within(frames: readonly Frame[], innermost: Open): Open {
  let value = innermost;
  for (const frame of [...frames].reverse()) {
    const { at } = frame;
    if (frame.kind === 'array') value = { kind: 'array', at, items: frame.items, last: value };
    else {
      const last = openMember(frame.name, value);
      value = { kind: 'object', at, members: frame.members, ...(last && { last }) };
    }
  }
  return value;
}

function openMember(name: Name | undefined, value: Open): OpenMember | undefined {
  if (!name) return undefined;
  return { name: name.name, at: name.at, ...(!name.isOpen && { value }) };
}
