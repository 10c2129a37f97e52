import { UnsupportedSchema, isSchemaObject, SchemaProblem } from './schemaKeywords';

/** The part of `document` that a reference such as `#/$defs/name` names. */
export function resolvePointer(document: unknown, reference: string): unknown {
  if (!reference.startsWith('#') || (reference.length > 1 && reference[1] !== '/')) {
    throw new UnsupportedSchema(`the external reference '${reference}'`);
  }
  const pointer = reference.slice(1);
  let target = document;
  for (const segment of pointer.split('/').slice(1)) {
    const key = decode(segment).replaceAll('~1', '/').replaceAll('~0', '~');
    const next = childOf(target, key);
    if (next === undefined) throw new SchemaProblem(`Pointer '${pointer}' does not exist`);
    target = next;
  }
  return target;
}

function childOf(target: unknown, key: string): unknown {
  if (Array.isArray(target))
    return /^\d+$/.test(key) ? (target[Number(key)] as unknown) : undefined;
  return isSchemaObject(target) && Object.hasOwn(target, key) ? target[key] : undefined;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
