import { parseTree, type Node } from 'jsonc-parser';
import { compareDecimals, readDecimal, type Decimal } from './decimal';

/**
 * JSON without loss. What a double holds is a number, as everywhere; a number that it does not, such
 * as 9223372036854775807 or 1e400, is a symbol that is called as the number is written: of no type
 * that anything takes it for by mistake, and of none that a schema asks for.
 */
export type ExactNumber = number | symbol;

/** What a double may lose: more digits than it has, or an exponent. */
const mayBeLost = /[\d.]{16}|\d[eE]/;

/** As `JSON.parse`, with exact numbers; throws as it does. Of a name that stands twice, the last counts. */
export function parseExactJson(text: string): unknown {
  const rough: unknown = JSON.parse(text);
  return mayBeLost.test(text) ? valueOf(parseTree(text), text, Infinity) : rough;
}

/**
 * The values that readers may find in a JSON text: programs differ over which one counts of names
 * that stand twice in one object, and each of them counts in one of the readings.
 */
export function possibleValues(text: string): readonly unknown[] {
  const times = Math.min(mostTimes(text), maxReadings);
  if (times < 2) return [parseExactJson(text)];
  const tree = parseTree(text);
  return Array.from({ length: times }, (_, time) => valueOf(tree, text, time));
}

const maxReadings = 32;

/** @param time which one counts of members that have one name; the last of them where there are fewer */
function valueOf(node: Node | undefined, text: string, time: number): unknown {
  const { type, offset = 0, length = 0, children = [] } = node ?? {};
  if (type === 'array') return children.map((child) => valueOf(child, text, time));
  if (type === 'object') {
    const members = [...membersOf(children)].map(([name, nodes]) => {
      return [name, valueOf(nodes[time] ?? nodes.at(-1), text, time)] as const;
    });
    return Object.fromEntries(members);
  }
  if (type !== 'number') return node?.value;
  const source = text.slice(offset, offset + length);
  return isKept(source) ? Number(source) : Symbol(source);
}

/** The values of an object's members under their names, which may stand more than once. */
function membersOf(properties: readonly Node[]): ReadonlyMap<string, readonly Node[]> {
  const members = new Map<string, Node[]>();
  for (const { children: [name, value] = [] } of properties) {
    if (name === undefined || value === undefined) continue;
    const key = String(name.value);
    const before = members.get(key);
    if (before) before.push(value);
    else members.set(key, [value]);
  }
  return members;
}

/** The JSON text of what `parseExactJson` gave. */
export function printExactJson(value: unknown): string {
  if (typeof value === 'symbol') return value.description ?? '';
  if (Array.isArray(value)) return `[${value.map(printExactJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${printExactJson(member)}`,
  );
  return `{${members.join(',')}}`;
}

/** The number that a value is, if it is one. */
export function decimalOf(value: unknown): Decimal | undefined {
  if (typeof value === 'symbol') return readDecimal(value.description ?? '');
  return typeof value === 'number' && Number.isFinite(value)
    ? readDecimal(String(value))
    : undefined;
}

/** The nearest double, for whoever needs no more; never infinite. */
export function nearestDouble(value: ExactNumber): number {
  const number = typeof value === 'symbol' ? Number(value.description) : value;
  return Math.max(-Number.MAX_VALUE, Math.min(number, Number.MAX_VALUE));
}

/** Whether a double, written out again, is the same number. */
function isKept(source: string): boolean {
  const rounded = Number(source);
  if (!Number.isFinite(rounded)) return false;
  return compareDecimals(readDecimal(String(rounded)), readDecimal(source)) === 0;
}

/** How many times one name stands in one object, at most. */
function mostTimes(text: string): number {
  const open: (Map<string, number> | undefined)[] = [];
  let most = 1;
  for (const { 0: token, 1: colon } of text.matchAll(structure)) {
    if (token === '{') open.push(new Map());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (colon !== undefined) {
      const name = JSON.parse(token.slice(0, -colon.length)) as string;
      const names = open.at(-1);
      const times = (names?.get(name) ?? 0) + 1;
      names?.set(name, times);
      most = Math.max(most, times);
    }
  }
  return most;
}

/** Brackets, and strings, of which the ones in front of a colon are names. */
const structure = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?|[{}[\]]/g;
