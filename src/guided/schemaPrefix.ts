import { parseExactJson, possibleValues } from './exactJson';
import { offsetOfValue } from './jsonPlace';
import type { Closed, JsonPrefix, Open } from './jsonPrefix';
import { isList, isSchemaObject, type SchemaObject } from './schemaKeywords';
import type { SchemaValidator } from './schemaValidator';
import { duplicateAmong } from './schemaVocabulary';
import { isBeyond, mayBecome, mayHaveType } from './valuePrefix';

/** What makes a beginning one that no text can mend. */
export interface PrefixViolation {
  /** An offset into the text. */
  readonly at: number;
  readonly because: string;
}

/**
 * Whether the beginning of a JSON text already breaks the schema, whatever follows. What is closed
 * is held against its part of the schema; of what is open, only what no continuation can mend
 * counts: another type, no listed value that begins so, too many items, a property that is not
 * allowed. Keywords that are not looked at while a value is open (`not`, `if`, `pattern`, …) are
 * held against it once it is closed. A name that is written twice counts each time.
 */
export function findPrefixViolation(
  prefix: JsonPrefix,
  document: unknown,
  validator: SchemaValidator,
): PrefixViolation | undefined {
  return new PrefixJudge(document, validator).judge(prefix, { pointer: [], path: '' });
}

interface Place {
  /** Of the schema. */
  readonly pointer: readonly string[];
  /** Of the value, as ajv writes it. */
  readonly path: string;
}

/** References that are followed without a character being read. */
const maxHops = 64;

class PrefixJudge {
  constructor(
    private readonly document: unknown,
    private readonly validator: SchemaValidator,
  ) {}

  judge(prefix: JsonPrefix, place: Place, hops = 0): PrefixViolation | undefined {
    if (prefix.kind === 'closed') return this.closed(prefix, place);
    const schema = this.schemaAt(place.pointer);
    if (schema === false) return { at: prefix.at, because: because(place, 'is not allowed') };
    // Under an address of its own a part refers to other parts than the document does.
    const moved = place.pointer.length > 0 && isSchemaObject(schema) && '$id' in schema;
    if (!isSchemaObject(schema) || moved || hops > maxHops) return undefined;
    return this.combined(prefix, { schema, place, hops }) ?? this.own(prefix, schema, place);
  }

  private closed({ source, at }: Closed, { pointer, path }: Place): PrefixViolation | undefined {
    const error = this.validator.checkAt(pointer, possibleValues(source));
    if (!error) return undefined;
    return {
      at: at + offsetOfValue(source, error.instancePath),
      because: because({ path: path + error.instancePath }, error.message ?? 'does not match'),
    };
  }

  private schemaAt(pointer: readonly string[]): unknown {
    let part = this.document;
    for (const step of pointer) {
      if (isList(part)) part = part[Number(step)];
      else part = isSchemaObject(part) && Object.hasOwn(part, step) ? part[step] : undefined;
    }
    return part;
  }

  private combined(
    prefix: Open,
    {
      schema,
      place,
      hops,
    }: { readonly schema: SchemaObject; readonly place: Place; readonly hops: number },
  ): PrefixViolation | undefined {
    const { $ref: reference } = schema;
    if (typeof reference === 'string') {
      const pointer = pointerOf(reference);
      const broken = pointer && this.judge(prefix, { ...place, pointer }, hops + 1);
      if (broken) return broken;
    }
    for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
      const branches: unknown = schema[keyword];
      if (!isList(branches)) continue;
      const verdicts = branches.map((_, index) => {
        const pointer = [...place.pointer, keyword, String(index)];
        return this.judge(prefix, { ...place, pointer }, hops + 1);
      });
      const wrong = verdicts.filter((verdict) => verdict !== undefined);
      const isBroken = keyword === 'allOf' ? wrong.length > 0 : wrong.length === branches.length;
      if (isBroken && wrong.length > 0) return furthest(wrong);
    }
    return undefined;
  }

  /** What the schema itself says of an open value. */
  private own(prefix: Open, schema: SchemaObject, place: Place): PrefixViolation | undefined {
    const wrong = (words: string): PrefixViolation => ({
      at: prefix.at,
      because: because(place, words),
    });
    if (prefix.kind === 'nothing') return undefined;
    const { type } = schema;
    const types: readonly unknown[] = isList(type) ? type : [type];
    if (type !== undefined && !types.some((each) => mayHaveType(prefix, each))) {
      return wrong(`must be ${types.join(',')}`);
    }
    const listed: unknown = 'const' in schema ? [schema['const']] : schema['enum'];
    if (isList(listed) && !listed.some((value) => mayBecome(prefix, value))) {
      return wrong('must be equal to one of the allowed values');
    }
    switch (prefix.kind) {
      case 'string': {
        const most = schema['maxLength'];
        const tooLong = typeof most === 'number' && Array.from(prefix.text).length > most;
        return tooLong ? wrong(`must NOT have more than ${most} characters`) : undefined;
      }
      case 'number':
        return isBeyond(prefix.text, schema) ? wrong('lies beyond its bounds') : undefined;
      case 'word':
        return undefined;
      case 'array':
        return this.array(prefix, schema, place);
      case 'object':
        return this.object(prefix, schema, place);
    }
  }

  private array(
    { at, items, last }: Extract<Open, { kind: 'array' }>,
    schema: SchemaObject,
    place: Place,
  ): PrefixViolation | undefined {
    const all: readonly JsonPrefix[] = last.kind === 'nothing' ? items : [...items, last];
    for (const [index, item] of all.entries()) {
      const path = `${place.path}/${index}`;
      const pointer = itemPointer(schema, index);
      const broken = pointer && this.judge(item, { pointer: [...place.pointer, ...pointer], path });
      if (broken) return broken;
    }
    const { maxItems: most, uniqueItems: unique } = schema;
    if (typeof most === 'number' && all.length > most) {
      const beyond = all[most]?.at ?? at;
      return { at: beyond, because: because(place, `must NOT have more than ${most} items`) };
    }
    return unique === true ? duplicate(items, place) : undefined;
  }

  private object(
    { at, members, last }: Extract<Open, { kind: 'object' }>,
    schema: SchemaObject,
    place: Place,
  ): PrefixViolation | undefined {
    for (const member of [...members, ...(last ? [last] : [])]) {
      const { name, value } = member;
      const broken = value
        ? this.member({ name, at: member.at, value }, schema, place)
        : brokenName(member, schema, place);
      if (broken) return broken;
    }
    const names = new Set(members.map(({ name }) => name));
    const { maxProperties: most } = schema;
    if (typeof most !== 'number' || names.size <= most) return undefined;
    return { at, because: because(place, `must NOT have more than ${most} properties`) };
  }

  private member(
    { name, at, value }: { readonly name: string; readonly at: number; readonly value: JsonPrefix },
    schema: SchemaObject,
    place: Place,
  ): PrefixViolation | undefined {
    const misnamed =
      schema['propertyNames'] !== undefined &&
      this.validator.checkAt([...place.pointer, 'propertyNames'], [name]);
    if (misnamed) return { at, because: because(place, 'property name must be valid') };
    const pointers = memberPointers(schema, name);
    if (pointers === 'refused') return { at, because: because(place, notAdditional) };
    const path = `${place.path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    for (const pointer of pointers) {
      const broken = this.judge(value, { pointer: [...place.pointer, ...pointer], path });
      if (broken) return broken;
    }
    return undefined;
  }
}

/** As ajv says it. */
const notAdditional = 'must NOT have additional properties';

function because({ path }: Pick<Place, 'path'>, words: string): string {
  return `${path || 'the value'} ${words}`;
}

/** Where a local reference points; `undefined` for one that leaves the document or uses a name. */
function pointerOf(reference: string): readonly string[] | undefined {
  if (reference !== '#' && !reference.startsWith('#/')) return undefined;
  try {
    return reference
      .split('/')
      .slice(1)
      .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'));
  } catch {
    return undefined;
  }
}

/** The branch that came furthest tells best what is wrong. */
function furthest(wrong: readonly PrefixViolation[]): PrefixViolation | undefined {
  return wrong.reduce<PrefixViolation | undefined>(
    (best, each) => (best && best.at >= each.at ? best : each),
    undefined,
  );
}

/** Where the schema of an item stands, in all dialects; `undefined` where any will do. */
function itemPointer(schema: SchemaObject, index: number): readonly string[] | undefined {
  const { items, prefixItems: prefix, additionalItems: more } = schema;
  const fixed: unknown = isList(items) ? items : prefix;
  if (isList(fixed) && index < fixed.length) {
    return [isList(items) ? 'items' : 'prefixItems', String(index)];
  }
  if (isList(items)) return more === undefined ? undefined : ['additionalItems'];
  return items === undefined ? undefined : ['items'];
}

function duplicate(items: readonly Closed[], place: Place): PrefixViolation | undefined {
  const twice = duplicateAmong(items.map(({ source }) => parseExactJson(source)));
  const item = twice === undefined ? undefined : items[twice];
  return item && { at: item.at, because: because(place, 'must NOT have duplicate items') };
}

function memberPointers(
  schema: SchemaObject,
  name: string,
): readonly (readonly string[])[] | 'refused' {
  const { properties, patternProperties: patterns, additionalProperties: others } = schema;
  const named = isSchemaObject(properties) && Object.hasOwn(properties, name);
  const matching = isSchemaObject(patterns)
    ? Object.keys(patterns).filter((pattern) => new RegExp(pattern, 'u').test(name))
    : [];
  const pointers = [
    ...(named ? [['properties', name]] : []),
    ...matching.map((pattern) => ['patternProperties', pattern]),
  ];
  if (pointers.length > 0 || others === undefined) return pointers;
  return others === false ? 'refused' : [['additionalProperties']];
}

/** A name that is open, of a member that only some names may have. */
function brokenName(
  { name, at }: { readonly name: string; readonly at: number },
  { properties, patternProperties: patterns, additionalProperties: others }: SchemaObject,
  place: Place,
): PrefixViolation | undefined {
  if (others !== false || patterns !== undefined) return undefined;
  const names = isSchemaObject(properties) ? Object.keys(properties) : [];
  if (names.some((known) => known.startsWith(name))) return undefined;
  return { at, because: because(place, notAdditional) };
}
