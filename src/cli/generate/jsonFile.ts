import {
  findNodeAtLocation,
  parse,
  parseTree,
  printParseErrorCode,
  visit,
  type ParseError,
} from 'jsonc-parser';
import { jsonLimitProblem, isJson, measureJson } from '../../base/json';
import type { ConstraintProblem } from '../../guided/constraint';
import { parseExactJson } from '../../guided/exactJson';
import { positionAt } from '../../guided/textPosition';
import { fileLabel, type Files } from '../files';
import { problemSentence } from '../problems';
import { UsageError } from '../usageError';

/** JSON that a person wrote, with its text, which knows where everything stands; numbers are exact. */
export interface JsonFile {
  readonly name: string;
  readonly text: string;
  readonly value: unknown;
}

/** Steps from the whole of a JSON text to a part of it. */
export type JsonPath = readonly (string | number)[];

/** Throws a `UsageError` that says where a file stops being JSON. */
export async function readJsonFile(path: string, files: Files): Promise<JsonFile> {
  const text = await files.readText(path);
  const name = fileLabel(path);
  checkMeasures(name, text);
  if (isJson(text)) return { name, text, value: parseExactJson(text) };
  const problem = { message: 'this is not JSON', ...jsonProblem(text) };
  throw new UsageError(problemSentence(name, [problem]), { name, problems: [problem] });
}

/** Beyond these no server takes it, and finding that out takes a minute or a stack overflow. */
const limits = { characters: 2 * 1024 * 1024, depth: 500 } as const;

function checkMeasures(name: string, text: string): void {
  if (text.length > limits.characters) {
    throw new UsageError(`${name}: longer than ${limits.characters} characters`);
  }
  if (measureJson(text).depth > limits.depth) {
    throw new UsageError(`${name}: objects and lists are nested deeper than ${limits.depth}`);
  }
}

/** Where a part stands: at its key if it has one; `undefined` where there is no such part. */
export function placeOfPart(
  text: string,
  path: JsonPath,
): { readonly line: number; readonly column: number } | undefined {
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, [...path]);
  if (!node) return undefined;
  const { offset } = node.parent?.type === 'property' ? node.parent : node;
  return positionAt(text, offset);
}

/** Names that stand twice in one object: of two, most programs read the last. */
export function repeatedNames(text: string): readonly ConstraintProblem[] {
  if (jsonLimitProblem(text) !== undefined) return [];
  const problems: ConstraintProblem[] = [];
  const open: Set<string>[] = [];
  visit(text, {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty(name, offset) {
      const names = open.at(-1);
      if (names?.has(name) && problems.length < maxRepeated) {
        const message = `${JSON.stringify(name)} is repeated here; only the last one counts`;
        problems.push({ message, ...positionAt(text, offset) });
      }
      names?.add(name);
    },
  });
  return problems;
}

const maxRepeated = 20;

function jsonProblem(text: string): ConstraintProblem | undefined {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  if (!first) return undefined;
  const words = printParseErrorCode(first.error)
    .replace(/\B[A-Z]/g, ' $&')
    .toLowerCase();
  return { message: `this is not JSON: ${words}`, ...positionAt(text, first.offset) };
}
