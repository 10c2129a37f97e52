/** A small reading of JSON Schema 2020-12 that shares nothing with ours: what a value satisfies. */

type Json = unknown;
type Schema = boolean | Readonly<Record<string, Json>>;

interface Outcome {
  readonly valid: boolean;
  /** Names of properties, and indices of items, that the schema looked at. */
  readonly seen: ReadonlySet<string | number>;
}

export function satisfies(value: Json, schema: Json): boolean {
  return outcome(value, schema as Schema, schema as Schema).valid;
}

const own = (object: object, key: string): Json =>
  Object.getOwnPropertyDescriptor(object, key)?.value as Json;
const entries = (object: object): [string, Json][] =>
  Object.getOwnPropertyNames(object).map((key) => [key, own(object, key)]);
const isObject = (value: Json): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function same(a: Json, b: Json): boolean {
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, at) => same(item, b[at]));
  }
  if (isObject(a) && isObject(b)) {
    const names = Object.getOwnPropertyNames(b);
    return (
      names.length === entries(a).length &&
      entries(a).every(([key, value]) => names.includes(key) && same(value, own(b, key)))
    );
  }
  return a === b;
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function outcome(value: Json, schema: Schema, root: Schema): Outcome {
  if (typeof schema === 'boolean') return { valid: schema, seen: new Set() };
  const get = (key: string): Json => own(schema, key);
  const ask = (part: Json, of: Json = value): Outcome => outcome(of, part as Schema, root);
  const seen = new Set<string | number>();
  const failures: true[] = [];
  const must = (condition: boolean): void => {
    if (!condition) failures.push(true);
  };
  const adopt = (found: Outcome): void => {
    if (found.valid) for (const each of found.seen) seen.add(each);
  };
  const list = (key: string): readonly Json[] | undefined =>
    get(key) as readonly Json[] | undefined;
  const number = (key: string): number | undefined => get(key) as number | undefined;

  const type = get('type');
  if (type !== undefined) {
    const types = Array.isArray(type) ? type : [type];
    const isOne = (each: Json): boolean =>
      each === typeOf(value) || (each === 'integer' && Number.isInteger(value));
    must(types.some(isOne));
  }
  if ('const' in schema) must(same(get('const'), value));
  if (get('enum') !== undefined) must(list('enum')?.some((each) => same(each, value)) ?? false);
  if (get('$ref') === '#') {
    const found = ask(root);
    must(found.valid);
    adopt(found);
  }
  for (const part of list('allOf') ?? []) {
    const found = ask(part);
    must(found.valid);
    adopt(found);
  }
  const any = list('anyOf')?.map((part) => ask(part));
  if (any) must(any.some((found) => found.valid));
  any?.forEach(adopt);
  const one = list('oneOf')?.map((part) => ask(part));
  if (one) must(one.filter((found) => found.valid).length === 1);
  one?.forEach(adopt);
  if (get('not') !== undefined) must(!ask(get('not')).valid);
  if (get('if') !== undefined) {
    const test = ask(get('if'));
    adopt(test);
    const branch = get(test.valid ? 'then' : 'else');
    if (branch !== undefined) {
      const found = ask(branch);
      must(found.valid);
      adopt(found);
    }
  }
  if (isObject(value)) {
    const members = entries(value);
    const names = new Set(members.map(([name]) => name));
    const properties = get('properties') ?? {};
    const patterns = get('patternProperties') ?? {};
    const described = new Set<string>();
    for (const [name, item] of members) {
      const parts = [
        ...(Object.getOwnPropertyNames(properties).includes(name) ? [own(properties, name)] : []),
        ...entries(patterns).flatMap(([pattern, part]) =>
          new RegExp(pattern, 'u').test(name) ? [part] : [],
        ),
      ];
      if (parts.length > 0) described.add(name);
      for (const part of parts) must(ask(part, item).valid);
      if (parts.length === 0 && get('additionalProperties') !== undefined) {
        must(ask(get('additionalProperties'), item).valid);
        described.add(name);
      }
      if (get('propertyNames') !== undefined) must(ask(get('propertyNames'), name).valid);
    }
    for (const name of described) seen.add(name);
    must((list('required') ?? []).every((name) => names.has(name as string)));
    for (const [name, needed] of entries(get('dependentRequired') ?? {})) {
      if (names.has(name)) must((needed as string[]).every((each) => names.has(each)));
    }
    for (const [name, part] of entries(get('dependentSchemas') ?? {})) {
      if (!names.has(name)) continue;
      const found = ask(part);
      must(found.valid);
      adopt(found);
    }
    must(members.length >= (number('minProperties') ?? 0));
    must(members.length <= (number('maxProperties') ?? Infinity));
    if (get('unevaluatedProperties') !== undefined) {
      for (const [name, item] of members) {
        if (seen.has(name)) continue;
        must(ask(get('unevaluatedProperties'), item).valid);
        seen.add(name);
      }
    }
  }
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    const prefix = list('prefixItems') ?? [];
    for (const [index, item] of items.entries()) {
      const part = index < prefix.length ? prefix[index] : get('items');
      if (part === undefined) continue;
      must(ask(part, item).valid);
      seen.add(index);
    }
    if (get('contains') !== undefined) {
      const found = items.flatMap((item, index) =>
        ask(get('contains'), item).valid ? [index] : [],
      );
      must(found.length >= (number('minContains') ?? 1));
      must(found.length <= (number('maxContains') ?? Infinity));
      for (const index of found) seen.add(index);
    }
    must(items.length >= (number('minItems') ?? 0));
    must(items.length <= (number('maxItems') ?? Infinity));
    if (get('uniqueItems') === true) {
      must(items.every((item, at) => !items.slice(0, at).some((before) => same(before, item))));
    }
    if (get('unevaluatedItems') !== undefined) {
      for (const [index, item] of items.entries()) {
        if (!seen.has(index)) must(ask(get('unevaluatedItems'), item).valid);
        seen.add(index);
      }
    }
  }
  if (typeof value === 'string') {
    must(Array.from(value).length >= (number('minLength') ?? 0));
    must(Array.from(value).length <= (number('maxLength') ?? Infinity));
    const pattern = get('pattern');
    if (typeof pattern === 'string') must(new RegExp(pattern, 'u').test(value));
  }
  if (typeof value === 'number') {
    must(value >= (number('minimum') ?? -Infinity) && value <= (number('maximum') ?? Infinity));
    must(value > (number('exclusiveMinimum') ?? -Infinity));
    must(value < (number('exclusiveMaximum') ?? Infinity));
    const step = number('multipleOf');
    if (step !== undefined) must(Number.isInteger(value / step));
  }
  const valid = failures.length === 0;
  return { valid, seen: valid ? seen : new Set() };
}
