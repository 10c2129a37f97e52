import * as z from 'zod';
import { parseJson } from '../../base/json';
import type { Constraint } from '../../guided/constraint';
import { readConstraint } from '../../guided/constraintGrammar';
import { schemaWarnings } from '../../guided/schemaWarnings';
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
  'structural-tag': {
    type: 'string',
    value: 'FILE',
    help: 'the answer is free but for tags: JSON of {"triggers": [T], "tags": [{"begin": B, "schema": S, "end": E}]}, each begin starting with a trigger',
  },
} as const satisfies OptionTable;

/** The shape that was asked for. */
export interface AskedConstraint {
  readonly constraint: Constraint;
  /** Why it is no sound one, or cannot be judged here. */
  readonly doubt: { readonly kind: 'invalid' | 'beyond-us'; readonly sentence: string } | undefined;
  /** What of it servers were seen to drop or to loosen without a word; one line each. */
  readonly warnings: readonly string[];
}

/** Reads at most one constraint; throws a `UsageError` for more, and for files that are none. */
export async function readAskedConstraint(
  values: Values<typeof constraintOptions>,
  files: Files,
): Promise<AskedConstraint | undefined> {
  const asked: (() => Promise<Source>)[] = [];
  const { regex, choice, grammar, 'json-schema': schema, 'structural-tag': tag } = values;
  if (regex !== undefined) asked.push(() => Promise.resolve(regexSource(regex)));
  if (choice.length > 0) asked.push(() => Promise.resolve(choiceSource(choice)));
  if (schema !== undefined) asked.push(() => schemaSource(schema, files));
  if (grammar !== undefined) asked.push(() => grammarSource(grammar, files));
  if (tag !== undefined) asked.push(() => tagSource(tag, files));
  if (asked.length > 1) {
    const names = Object.keys(constraintOptions).map((name) => `--${name}`);
    throw new UsageError(`an answer has one shape: give one of ${names.join(', ')}`);
  }
  const source = await asked[0]?.();
  return (
    source && {
      constraint: source.constraint,
      doubt: doubtOf(source),
      warnings: warningsOf(source),
    }
  );
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

const structuralTag = z.object({
  triggers: z.array(z.string().min(1)).min(1),
  tags: z
    .array(z.object({ begin: z.string().min(1), schema: z.unknown(), end: z.string() }))
    .min(1),
});

async function tagSource(path: string, files: Files): Promise<Source> {
  const parsed = structuralTag.safeParse(parseJson(await readSource(path, files)));
  if (!parsed.success) {
    throw new UsageError(`${nameOf(path)} is no structural tag: ${z.prettifyError(parsed.error)}`);
  }
  const { triggers, tags } = parsed.data;
  const stray = tags.find(({ begin }) => !triggers.some((trigger) => begin.startsWith(trigger)));
  if (stray) {
    throw new UsageError(`${nameOf(path)}: no trigger begins “${stray.begin}”`);
  }
  return { constraint: { kind: 'structuralTag', triggers, tags }, name: nameOf(path) };
}

async function readSource(path: string, files: Files): Promise<string> {
  return (await files.readText(path)).replace(/^\ufeff/, '');
}

function doubtOf({ constraint, name }: Source): AskedConstraint['doubt'] {
  // Tags are judged piece by piece; what their schemas hold is the schema's own matter.
  const shapes =
    constraint.kind === 'structuralTag'
      ? constraint.tags.map(({ schema }) => ({ kind: 'json', schema }) as const)
      : [constraint];
  const problems = shapes.flatMap((shape) => readConstraint(shape).problems ?? []);
  if (problems.length === 0) return undefined;
  const invalid = problems.some(({ beyondUs }) => beyondUs !== true);
  return { kind: invalid ? 'invalid' : 'beyond-us', sentence: sentenceOf(name, problems) };
}

function warningsOf({ constraint, name }: Source): readonly string[] {
  const at = (schema: unknown, where: string): readonly string[] =>
    schemaWarnings(schema).map(({ pointer, message }) => `${name}: ${where}${pointer}: ${message}`);
  if (constraint.kind === 'json') return at(constraint.schema, '');
  if (constraint.kind !== 'structuralTag') return [];
  return constraint.tags.flatMap(({ schema }, index) => at(schema, `/tags/${index}/schema`));
}
