import {
  supportedKeywords,
  hasNoEffect,
  isList,
  isSchemaObject,
  keywords,
  listNames,
  refusedByVllm,
  type SchemaObject,
} from './schemaKeywords';
import { decimalOf } from './exactJson';
import { regexWarnings } from './regexPortability';
import { subschemas, type SchemaPart } from './schemaParts';
import { parsedSchema } from './schemaText';

/** What a schema says that a server may not keep. */
export interface SchemaWarning {
  /** JSON pointer to the keyword. */
  readonly pointer: string;
  readonly message: string;
}

const maxWarnings = 100;
/** Schemas that are looked at; a schema comes from anywhere. */
const maxSchemas = 20_000;

/**
 * Names every keyword that XGrammar drops or loosens without a word, and those that servers refuse.
 * What XGrammar cannot follow is routed to llguidance, but vLLM may compile it by XGrammar all the
 * same (seen on 0.32.0; addendum, section 2.1). Each rule was seen on XGrammar 0.1.27, which accepted
 * values that the schema does not allow.
 */
export function schemaWarnings(given: unknown): readonly SchemaWarning[] {
  const schema = parsedSchema(given);
  const warnings: SchemaWarning[] = bindsNothing(schema)
    ? [{ pointer: '', message: noKeyword }]
    : [];
  const open: Looked[] = [{ schema, pointer: '', keyword: '', within: 'all' }];
  let seen = 0;
  for (let part = open.pop(); part !== undefined && seen < maxSchemas; part = open.pop()) {
    seen++;
    if (part.schema === false && !mayBeFalse(part)) {
      warnings.push({ pointer: part.pointer, message: 'servers break over `false` here' });
    }
    if (!isSchemaObject(part.schema)) continue;
    const { pointer, schema: object, within } = part;
    const untyped = within === 'all' ? typelessRemarks(object) : [];
    for (const [keyword, message] of [...remarksOn(object), ...untyped]) {
      warnings.push({ pointer: `${pointer}/${keyword}`, message });
    }
    if (warnings.length >= maxWarnings) return warnings.slice(0, maxWarnings);
    for (const inner of [...subschemas(object, pointer)].reverse()) {
      open.push({ ...inner, within: ofOtherTypes.has(inner.keyword) ? 'other' : within });
    }
  }
  return warnings;
}

const noKeyword = 'no keyword here says anything of values, so that all JSON is allowed';

/** An empty schema is meant to. */
function bindsNothing(schema: unknown): boolean {
  if (!isSchemaObject(schema)) return false;
  const members = Object.keys(schema);
  const says = (member: string): boolean => keywords.has(member) && !hasNoEffect(schema, member);
  return members.length > 0 && !members.some(says);
}

/** The whole, which is told otherwise, and where XGrammar does not take `false` for a broken schema. */
function mayBeFalse({ keyword, within }: Looked): boolean {
  return keyword === '' || within === 'other' || takesFalse.has(keyword);
}

const takesFalse: ReadonlySet<string> = new Set([
  'items',
  'additionalItems',
  'additionalProperties',
  'unevaluatedItems',
  'unevaluatedProperties',
]);

interface Looked extends SchemaPart {
  /** Whether a type would go unsaid: names have one, and what is dropped with its parent needs none. */
  readonly within: 'all' | 'other';
}

const ofOtherTypes: ReadonlySet<string> = new Set([
  'propertyNames',
  'contains',
  'not',
  'if',
  'then',
  'else',
]);

type Remark = readonly [keyword: string, message: string];

const dropped = [
  'multipleOf',
  'not',
  'if',
  'dependentRequired',
  'dependentSchemas',
  'dependencies',
  '$dynamicRef',
  '$recursiveRef',
] as const;

function remarksOn(schema: SchemaObject): readonly Remark[] {
  return [
    ...dropped
      .filter((keyword) => schema[keyword] !== undefined && !hasNoEffect(schema, keyword))
      .map((keyword): Remark => [keyword, `XGrammar drops "${keyword}"`]),
    ...refusals(schema),
    ...referenceRemarks(schema),
    ...combinationRemarks(schema),
    ...boundRemarks(schema),
    ...stringRemarks(schema),
    ...requiredRemarks(schema),
    ...countRemarks(schema),
    ...(schema['nullable'] === true ? [nullableRemark] : []),
  ];
}

/** OpenAPI's; neither XGrammar nor llguidance allows `null` by it (seen on vLLM 0.32.0). */
const nullableRemark: Remark = [
  'nullable',
  'servers drop "nullable": "null" among the types says the same',
];

function refusals(schema: SchemaObject): readonly Remark[] {
  const refused = [...refusedByVllm].filter(
    (keyword) => schema[keyword] !== undefined && schema[keyword] !== false,
  );
  return [
    ...refused.map((keyword): Remark => {
      const message = `servers refuse "${keyword}", or drop it where XGrammar reads the schema`;
      return [keyword, message];
    }),
    ...(isList(schema['items'])
      ? [['items', 'XGrammar refuses a list here: "prefixItems" says the same'] as const]
      : []),
  ];
}

function referenceRemarks(schema: SchemaObject): readonly Remark[] {
  const { $ref: reference } = schema;
  if (typeof reference !== 'string') return [];
  if (reference !== '#' && !reference.startsWith('#/')) {
    return [
      ['$ref', `XGrammar follows only references that start with "#/": this allows anything`],
    ];
  }
  const beside = besides(schema, '$ref');
  return beside.length === 0 ? [] : [['$ref', `XGrammar drops ${listNames(beside)} beside "$ref"`]];
}

function combinationRemarks(schema: SchemaObject): readonly Remark[] {
  const remarks: Remark[] = [];
  const { allOf: all, oneOf: one } = schema;
  if (isList(all) && all.length > 1) {
    remarks.push(['allOf', 'XGrammar drops an "allOf" of several schemas: this allows anything']);
  }
  if (isList(one) && one.length > 1) {
    remarks.push(['oneOf', 'XGrammar reads "oneOf" as "anyOf": several may match']);
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf', 'enum', 'const'] as const) {
    if (schema[keyword] === undefined) continue;
    const beside = besides(schema, keyword).filter((other) => other !== 'type');
    if (beside.length === 0) continue;
    remarks.push([keyword, `XGrammar drops ${listNames(beside)} beside "${keyword}", or this`]);
  }
  return remarks;
}

/** What else a schema asserts. */
function besides(schema: SchemaObject, keyword: string): readonly string[] {
  return Object.keys(schema).filter((other) => other !== keyword && supportedKeywords.has(other));
}

function boundRemarks(schema: SchemaObject): readonly Remark[] {
  const remarks: Remark[] = [];
  const given = (keyword: string): boolean => decimalOf(schema[keyword]) !== undefined;
  const bounds = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'].filter(given);
  const { type } = schema;
  if (type === undefined) return [];
  if (type !== 'integer' && type !== 'number') {
    return bounds.map((keyword) => [
      keyword,
      `XGrammar drops "${keyword}" unless "type" is "integer" or "number" alone`,
    ]);
  }
  const hasMost = given('maximum') || given('exclusiveMaximum');
  for (const keyword of bounds) {
    if (type === 'number' && keyword.startsWith('exclusive')) {
      remarks.push([keyword, `XGrammar reads "${keyword}" as including the bound, or drops it`]);
    } else if (!hasMost) {
      remarks.push([keyword, `XGrammar drops "${keyword}" where there is no upper bound`]);
    }
  }
  return remarks;
}

const combining = ['$ref', 'enum', 'const', 'allOf', 'anyOf', 'oneOf'] as const;

/** By type, what XGrammar drops where it does not know that type. */
const needsType = {
  string: ['minLength', 'maxLength', 'pattern', 'format'],
  number: ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  object: ['required', 'minProperties', 'maxProperties', 'patternProperties', 'propertyNames'],
  array: ['minItems', 'maxItems'],
} as const;

/** What it takes the type from where none is given: nothing of another type is written then. */
const tellsType = [
  'properties',
  'additionalProperties',
  'unevaluatedProperties',
  'items',
  'prefixItems',
  'unevaluatedItems',
] as const;

/** Seen on XGrammar 0.1.27, and on vLLM 0.32.0. */
function typelessRemarks(schema: SchemaObject): readonly Remark[] {
  const has = (keyword: string): boolean => schema[keyword] !== undefined;
  // What it drops beside those that combine is told of them.
  if (has('type') || combining.some(has) || tellsType.some(has)) return [];
  return Object.entries(needsType).flatMap(([type, keywords]) =>
    keywords
      .filter((keyword) => has(keyword) && !hasNoEffect(schema, keyword))
      .map((keyword): Remark => [
        keyword,
        `servers drop "${keyword}" where no "type" is given: add "type": "${type}"`,
      ]),
  );
}

/** Formats that XGrammar 0.1.27 knows. */
const knownFormats: ReadonlySet<unknown> = new Set([
  'email',
  'date',
  'time',
  'date-time',
  'duration',
  'ipv4',
  'ipv6',
  'hostname',
  'uuid',
  'uri',
  'uri-reference',
  'uri-template',
  'json-pointer',
  'relative-json-pointer',
]);

function stringRemarks(schema: SchemaObject): readonly Remark[] {
  const lengths = ['minLength', 'maxLength'].filter((keyword) => schema[keyword] !== undefined);
  const { type, pattern, format } = schema;
  if (type === undefined) return [];
  if (pattern !== undefined) {
    const [read] = typeof pattern === 'string' ? regexWarnings(pattern) : [];
    const lost = [...lengths, ...(format === undefined ? [] : ['format'])];
    return [
      ...(read ? [['pattern', read.message] as const] : []),
      ...lost.map((keyword): Remark => [keyword, `XGrammar drops "${keyword}" beside "pattern"`]),
    ];
  }
  if (format === undefined) return [];
  if (!knownFormats.has(format)) {
    return [['format', `XGrammar does not know this format, and drops it`]];
  }
  return lengths.map((keyword) => [keyword, `XGrammar drops "${keyword}" beside "format"`]);
}

function requiredRemarks(schema: SchemaObject): readonly Remark[] {
  const { required, properties } = schema;
  if (!isList(required)) return [];
  const known = isSchemaObject(properties) ? properties : {};
  const unknown = required.filter(
    (name): name is string => typeof name === 'string' && !Object.hasOwn(known, name),
  );
  if (unknown.length === 0) return [];
  return [['required', `XGrammar drops ${listNames(unknown)}, not among the "properties"`]];
}

/** More members than are described: allowed unless said, which XGrammar wants to be told (500 on 0.32.0). */
function countRemarks(schema: SchemaObject): readonly Remark[] {
  const { properties, prefixItems, minProperties, minItems } = schema;
  const has = (keyword: string): boolean => schema[keyword] !== undefined;
  const named = isSchemaObject(properties) ? Object.keys(properties).length : 0;
  const placed = isList(prefixItems) ? prefixItems.length : 0;
  const isObject = schema['type'] === 'object' || has('properties');
  const remarks: Remark[] = [];
  if (isObject && isOver(minProperties, named) && !describesOthers.some(has)) {
    const help = 'add "additionalProperties": true';
    remarks.push(['minProperties', `servers break over more than the "properties": ${help}`]);
  }
  if (placed > 0 && isOver(minItems, placed) && !has('items') && !has('unevaluatedItems')) {
    remarks.push(['minItems', 'servers break over more than the "prefixItems": add "items": true']);
  }
  return remarks;
}

function isOver(count: unknown, most: number): boolean {
  return typeof count === 'number' && count > most;
}

const describesOthers = [
  'additionalProperties',
  'unevaluatedProperties',
  'patternProperties',
  'propertyNames',
] as const;
