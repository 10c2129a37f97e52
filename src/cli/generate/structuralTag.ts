import * as z from 'zod';
import type { Constraint, ConstraintProblem } from '../../guided/constraint';
import { isSchemaObject } from '../../guided/schemaKeywords';
import { placeOfPart, type JsonPath } from './jsonFile';

type StructuralTags = Extract<Constraint, { readonly kind: 'structuralTag' }>;

/** A structural tag as it was read, with the places of its schemas, in the order of its tags. */
export interface TagReading {
  readonly constraint: StructuralTags;
  readonly schemas: readonly JsonPath[];
}

/**
 * Reads a structural tag in either form that vLLM documents, `format` with triggered tags or
 * `structures` with `triggers` (reference, section 3.1), or as `triggers` and `tags`. Tells what
 * is wrong where it is neither, or says what cannot be sent to every release.
 */
export function readStructuralTag(
  value: unknown,
  text: string,
): TagReading | readonly [ConstraintProblem] {
  const form = formOf(value);
  const parsed = forms[form].safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return [problemAt(text, (issue?.path ?? []) as JsonPath, issue?.message ?? 'it is none')];
  }
  const { tags, triggers } = parsed.data;
  const stray = tags.findIndex(({ begin }) => !triggers.some((one) => begin.startsWith(one)));
  if (stray !== -1) {
    const { begin = '' } = tags[stray] ?? {};
    return [problemAt(text, [...pathOf[form], stray], `no trigger begins “${begin}”`)];
  }
  const schemas = tags.map((_, index) => [...pathOf[form], index, ...schemaIn[form]]);
  return { constraint: { kind: 'structuralTag', triggers, tags }, schemas };
}

type Form = 'format' | 'structures' | 'tags';

function formOf(value: unknown): Form {
  if (!isSchemaObject(value)) return 'format';
  if ('format' in value) return 'format';
  return 'structures' in value ? 'structures' : 'tags';
}

const pathOf = { format: ['format', 'tags'], structures: ['structures'], tags: ['tags'] } as const;
const schemaIn = {
  format: ['content', 'json_schema'],
  structures: ['schema'],
  tags: ['schema'],
} as const;

/** What is wrong, in words: zod's own are for programmers. */
function must(what: string): { error: (issue: { input?: unknown; keys?: string[] }) => string } {
  return {
    error: ({ input, keys }) => {
      if (keys) return `“${keys.join('”, “')}” cannot be sent to every server, and is not checked`;
      return input === undefined ? `${what} is missing` : `this must be ${what}`;
    },
  };
}

const text = (what: string) => z.string(must(what)).min(1, must(`${what} that is not empty`));
const some = <T extends z.ZodType>(item: T, what: string) =>
  z.array(item, must(what)).min(1, must(what));
const word = <T extends string>(value: T) => z.literal(value, must(`“${value}”`));

const triggers = some(text('a trigger'), '“triggers”, a list of texts');
const begin = text('“begin”, a text');
const end = z.string(must('“end”, one text'));

/** Keywords that these objects may have beyond, such as `at_least_one`, ask for more than is judged. */
const triggeredTag = z
  .strictObject(
    {
      type: word('tag').optional(),
      begin,
      content: z.strictObject(
        { type: word('json_schema'), json_schema: z.unknown() },
        must('“content” of the type “json_schema”'),
      ),
      end,
    },
    must('a tag'),
  )
  .transform(({ content, ...tag }) => ({
    begin: tag.begin,
    schema: content.json_schema,
    end: tag.end,
  }));

const plainTag = z.strictObject({ begin, schema: z.unknown(), end }, must('a tag'));

const forms = {
  format: z
    .looseObject(
      {
        type: word('structural_tag'),
        format: z.strictObject(
          {
            type: word('triggered_tags'),
            triggers,
            tags: some(triggeredTag, '“tags”, a list of tags'),
            at_least_one: z.literal(false, must('false')).optional(),
            stop_after_first: z.literal(false, must('false')).optional(),
          },
          must('“format”, an object'),
        ),
      },
      must('an object with “format”, or with “structures” and “triggers”'),
    )
    .transform(({ format }) => format),
  structures: z
    .looseObject({ triggers, structures: some(plainTag, '“structures”, a list of tags') })
    .transform(({ structures, ...tag }) => ({ triggers: tag.triggers, tags: structures })),
  tags: z.looseObject({ triggers, tags: some(plainTag, '“tags”, a list of tags') }),
} as const;

function problemAt(source: string, path: JsonPath, message: string): ConstraintProblem {
  // What is missing is told at what it is missing from.
  for (let length = path.length; length > 0; length--) {
    const place = placeOfPart(source, path.slice(0, length));
    if (place) return { message, ...place };
  }
  return { message, line: 1, column: 1 };
}
