import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';

const ajv = new Ajv2020({ strictSchema: true, validateFormats: false });

/** The document in `text`; throws where it is not one of the published schema of that name. */
export function readDocument(schema: string, text: string): Readonly<Record<string, unknown>> {
  const path = join(import.meta.dirname, `../../schemas/${schema}.schema.json`);
  const document = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
  if (!validate(document)) throw new Error(ajv.errorsText(validate.errors));
  return document;
}
