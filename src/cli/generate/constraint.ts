import { parseJson } from '../../base/json';
import type { Constraint } from '../../guided/constraint';
import { readConstraint } from '../../guided/constraintGrammar';
import type { Files } from '../files';
import { nameOf } from '../files';
import type { OptionTable, Values } from '../options';
import { sentenceOf } from '../problems';
import { UsageError } from '../usageError';

export const constraintOptions = {
  regex: { type: 'string', value: 'R', help: 'the answer matches R, whole' },
  choice: {
    type: 'string',
    multiple: true,
    value: 'A,B',
    help: 'the answer is A or B; given several times, each is one choice, commas and all',
  },
  'json-schema': { type: 'string', value: 'FILE', help: 'the answer is JSON under this schema' },
  grammar: { type: 'string', value: 'FILE', help: 'the answer is a text of this grammar' },
} as const satisfies OptionTable;

/** The shape that was asked for. */
export interface AskedConstraint {
  readonly constraint: Constraint;
  /** Why it is no sound one, or cannot be judged here. */
  readonly doubt: { readonly kind: 'invalid' | 'beyond-us'; readonly sentence: string } | undefined;
}

/** Reads at most one constraint; throws a `UsageError` for more, and for files that are none. */
export async function readAskedConstraint(
  values: Values<typeof constraintOptions>,
  files: Files,
): Promise<AskedConstraint | undefined> {
  const asked: (() => Promise<Source>)[] = [];
  const { regex, choice, grammar, 'json-schema': schema } = values;
  if (regex !== undefined) asked.push(() => Promise.resolve(regexSource(regex)));
  if (choice.length > 0) asked.push(() => Promise.resolve(choiceSource(choice)));
  if (schema !== undefined) asked.push(() => schemaSource(schema, files));
  if (grammar !== undefined) asked.push(() => grammarSource(grammar, files));
  if (asked.length > 1) {
    const names = Object.keys(constraintOptions).map((name) => `--${name}`);
    throw new UsageError(`an answer has one shape: give one of ${names.join(', ')}`);
  }
  const source = await asked[0]?.();
  return source && { constraint: source.constraint, doubt: doubtOf(source) };
}

interface Source {
  readonly constraint: Constraint;
  /** What messages call it. */
  readonly name: string;
}

function regexSource(pattern: string): Source {
  return { constraint: { kind: 'regex', pattern }, name: '--regex' };
}

function choiceSource(given: readonly string[]): Source {
  const choices = given.length === 1 ? given.flatMap((list) => list.split(',')) : given;
  if (choices.includes('')) throw new UsageError('--choice: a choice is empty');
  return { constraint: { kind: 'choice', choices }, name: '--choice' };
}

async function schemaSource(path: string, files: Files): Promise<Source> {
  const schema = parseJson(await readSource(path, files));
  if (schema === undefined) throw new UsageError(`${nameOf(path)} is not JSON`);
  return { constraint: { kind: 'json', schema }, name: nameOf(path) };
}

async function grammarSource(path: string, files: Files): Promise<Source> {
  const source = await readSource(path, files);
  return { constraint: { kind: 'grammar', source }, name: nameOf(path) };
}

async function readSource(path: string, files: Files): Promise<string> {
  return (await files.readText(path)).replace(/^\ufeff/, '');
}

function doubtOf({ constraint, name }: Source): AskedConstraint['doubt'] {
  const { problems } = readConstraint(constraint);
  if (!problems) return undefined;
  const invalid = problems.some(({ beyondUs }) => beyondUs !== true);
  return { kind: invalid ? 'invalid' : 'beyond-us', sentence: sentenceOf(name, problems) };
}
