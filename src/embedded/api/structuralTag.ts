import * as z from 'zod';
import type { Constraint } from '../../guided/constraint';
import type { EngineConstraint, Tag } from '../constrained/engineConstraint';
import { badRequest } from '../http/apiError';
import { notAvailable } from './samplingOptions';

/** What may stand between two tags; XGrammar knows more of it than this engine. */
const content = z.discriminatedUnion('type', [
  z.object({ type: z.literal('json_schema'), json_schema: z.unknown() }),
  z.object({ type: z.literal('regex'), pattern: z.string() }),
  z.object({ type: z.literal('grammar'), grammar: z.string() }),
  z.object({ type: z.literal('const_string'), value: z.string() }),
]);

const tag = z.object({ begin: z.string(), content, end: z.string() });

const newForm = z.object({
  format: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('triggered_tags'),
      triggers: z.array(z.string().min(1)).min(1),
      tags: z.array(tag).min(1),
      at_least_one: z.boolean().default(false),
      stop_after_first: z.boolean().default(false),
    }),
    tag.extend({ type: z.literal('tag') }),
    ...content.options,
  ]),
});

/** The new form, known or not. */
const anyForm = z.object({ format: z.looseObject({ type: z.string() }) });

/** As `response_format` had it before, and still has. */
const legacyForm = z.object({
  structures: z
    .array(z.object({ begin: z.string(), schema: z.unknown().optional(), end: z.string() }))
    .min(1),
  triggers: z.array(z.string().min(1)).min(1),
});

/**
 * What every structural tag has; whether XGrammar knows the rest is not looked at. Tags whose begin
 * no trigger begins are none either.
 */
export function isStructuralTag(given: unknown): boolean {
  if (legacyForm.safeParse(given).success) return true;
  if (!anyForm.safeParse(given).success) return false;
  const known = newForm.safeParse(given);
  if (!known.success || known.data.format.type !== 'triggered_tags') return true;
  const { tags, triggers } = known.data.format;
  return tags.every(({ begin }) => triggers.some((trigger) => begin.startsWith(trigger)));
}

/** Reads a structural tag in either form, or throws a 400. */
export function readStructuralTag(given: unknown): EngineConstraint {
  const legacy = legacyForm.safeParse(given);
  if (legacy.success) {
    const { structures, triggers } = legacy.data;
    const tags = structures.map(({ begin, schema, end }): Tag => {
      return { begin, content: { kind: 'json', schema: schema ?? {} }, end };
    });
    return triggered({ tags, triggers, least: 0, most: undefined });
  }
  const current = newForm.safeParse(given);
  if (!current.success) throw notAvailable('a structural tag of this form');
  const { format } = current.data;
  switch (format.type) {
    case 'triggered_tags': {
      const tags = format.tags.map(toTag);
      const least = format.at_least_one ? 1 : 0;
      const most = format.stop_after_first ? 1 : undefined;
      return triggered({ tags, triggers: format.triggers, least, most });
    }
    case 'tag':
      return {
        kind: 'tagged',
        tags: [toTag(format)],
        triggers: [],
        least: 1,
        most: 1,
        separator: '',
      };
    case 'json_schema':
    case 'regex':
    case 'grammar':
    case 'const_string':
      return toConstraint(format);
  }
}

function triggered({
  tags,
  triggers,
  least,
  most,
}: {
  readonly tags: readonly Tag[];
  readonly triggers: readonly string[];
  readonly least: number;
  readonly most: number | undefined;
}): EngineConstraint {
  const lost = tags.find(({ begin }) => !triggers.some((trigger) => begin.startsWith(trigger)));
  if (lost !== undefined) {
    throw badRequest(`Invalid structural tag: no trigger begins ${JSON.stringify(lost.begin)}`);
  }
  return { kind: 'tagged', tags, triggers, least, most, separator: '' };
}

function toTag({ begin, content, end }: z.infer<typeof tag>): Tag {
  return { begin, content: toConstraint(content), end };
}

function toConstraint(given: z.infer<typeof content>): Constraint {
  switch (given.type) {
    case 'json_schema':
      return { kind: 'json', schema: given.json_schema };
    case 'regex':
      return { kind: 'regex', pattern: given.pattern };
    case 'grammar':
      return { kind: 'grammar', source: given.grammar };
    case 'const_string':
      return { kind: 'choice', choices: [given.value] };
  }
}
