import type { Constraint, ConstraintProblem } from '../../guided/constraint';
import { readConstraint } from '../../guided/constraintGrammar';
import { wrappedSchemaWords, pathToWrappedSchema, jsonTextAt } from '../../guided/wrappedSchema';
import { regexWarnings } from '../../guided/regexPortability';
import type { Files } from '../files';
import { fileLabel } from '../files';
import type { OptionTable, Values } from '../options';
import { problemSentence } from '../problems';
import { UsageError } from '../usageError';
import { placeOfPart, readJsonFile, repeatedNames, type JsonPath } from './jsonFile';
import { schemaProblems } from './schemaProblems';
import { constraintWarnings, warningsOn } from './constraintWarnings';
import { readStructuralTag } from './structuralTag';

export const constraintOptions = {
  regex: { type: 'string', value: 'R', help: 'the whole answer matches R' },
  choice: {
    type: 'string',
    multiple: true,
    value: 'A,B',
    help: 'the answer is A or B, without the blanks around a comma; given several times, each is one choice as it stands',
  },
  'json-schema': { type: 'string', value: 'FILE', help: 'the answer is JSON under this schema' },
  grammar: { type: 'string', value: 'FILE', help: 'the answer follows this grammar' },
  'structural-tag': {
    type: 'string',
    value: 'FILE',
    help: 'the answer is free but for tags, in a form that vLLM documents: {"type": "structural_tag", "format": {"type": "triggered_tags", …}}, or {"triggers": [T], "structures": [{"begin": B, "schema": S, "end": E}]}',
  },
} as const satisfies OptionTable;

/** The shape that was asked for. */
export interface ConstraintArgument {
  readonly constraint: Constraint;
  /** What messages call it. */
  readonly name: string;
  /** Why it is no sound one; nothing where it is. */
  readonly problems: readonly ConstraintProblem[];
  /** What of it a server's engine may not keep. */
  readonly warnings: readonly ConstraintProblem[];
}

/** Reads at most one constraint; throws a `UsageError` for more, and for files that are none. */
export async function readConstraintArgument(
  values: Values<typeof constraintOptions>,
  files: Files,
): Promise<ConstraintArgument | undefined> {
  const asked: (() => Source | Promise<Source>)[] = [];
  const { regex, choice, grammar, 'json-schema': schema, 'structural-tag': tag } = values;
  if (regex !== undefined) asked.push(() => regexSource(regex));
  if (choice.length > 0) asked.push(() => choiceSource(choice));
  if (schema !== undefined) asked.push(() => schemaSource(schema, files));
  if (grammar !== undefined) asked.push(() => grammarSource(grammar, files));
  if (tag !== undefined) asked.push(() => tagSource(tag, files));
  if (asked.length > 1) {
    const names = Object.keys(constraintOptions).map((name) => `--${name}`);
    throw new UsageError(`an answer can have only one shape: give one of ${names.join(', ')}`);
  }
  const source = await asked[0]?.();
  if (!source) return undefined;
  return { ...source, problems: source.problems.filter(({ beyondUs }) => beyondUs !== true) };
}

/** A shape with all that our readers say of it, also of what they cannot follow. */
type Source = ConstraintArgument;

function regexSource(pattern: string): Source {
  const source = readSource({ kind: 'regex', pattern }, '--regex');
  return { ...source, warnings: [...source.warnings, ...regexWarnings(pattern)] };
}

function choiceSource(given: readonly string[]): Source {
  const choices =
    given.length === 1 ? given.flatMap((list) => list.split(',').map((one) => one.trim())) : given;
  if (choices.includes('')) throw new UsageError('--choice: a choice is empty');
  return readSource({ kind: 'choice', choices }, '--choice');
}

async function grammarSource(path: string, files: Files): Promise<Source> {
  const source = await files.readText(path);
  return readSource({ kind: 'grammar', source }, fileLabel(path));
}

function readSource(constraint: Constraint, name: string): Source {
  const problems = readConstraint(constraint).problems ?? [];
  return { constraint, name, problems, warnings: constraintWarnings(problems) };
}

async function schemaSource(path: string, files: Files): Promise<Source> {
  const { name, text, value } = await readJsonFile(path, files);
  const part = readSchemaPart(text, value, []);
  // vLLM takes no `true`, neither as a value nor as text (seen on 0.32.0).
  const schema = part.value === true ? {} : jsonTextAt(text, part.path);
  return { constraint: { kind: 'json', schema }, name, ...findingsIn(text, [part]) };
}

/** A schema in a JSON text, with the place of what holds it where something does. */
interface SchemaInFile {
  readonly value: unknown;
  readonly path: JsonPath;
  readonly holder?: ConstraintProblem;
}

function readSchemaPart(text: string, value: unknown, path: JsonPath): SchemaInFile {
  const further = pathToWrappedSchema(value);
  if (further === undefined) return { value, path };
  const inner = further.reduce<unknown>((from, step) => Reflect.get(Object(from), step), value);
  const holder = { message: wrappedSchemaWords(further), ...placeOfPart(text, path) };
  return { value: inner, path: [...path, ...further], holder };
}

function findingsIn(
  text: string,
  parts: readonly SchemaInFile[],
): Pick<Source, 'problems' | 'warnings'> {
  return {
    problems: parts.flatMap(({ value, path }) => schemaProblems(text, value, path)),
    warnings: [
      ...repeatedNames(text),
      ...parts.flatMap(({ value, path, holder }) => [
        ...(holder ? [holder] : []),
        ...warningsOn(text, value, path),
      ]),
    ],
  };
}

async function tagSource(path: string, files: Files): Promise<Source> {
  const { name, text, value } = await readJsonFile(path, files);
  const reading = readStructuralTag(value, text);
  if (!('constraint' in reading)) {
    const [problem] = reading;
    const sentence = problemSentence(name, reading);
    throw new UsageError(`${sentence}; nothing was sent`, {
      name,
      problems: [problem],
    });
  }
  const { constraint, schemas } = reading;
  const parts = constraint.tags.map(({ schema }, index) =>
    readSchemaPart(text, schema, schemas[index] ?? []),
  );
  const tags = constraint.tags.map((tag, index) => ({
    ...tag,
    schema: jsonTextAt(text, parts[index]?.path ?? []),
  }));
  return { constraint: { ...constraint, tags }, name, ...findingsIn(text, parts) };
}
