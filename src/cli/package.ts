import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseJson } from '../base/json';
import type { Files } from './files';

/** The scripts beside the command's own, each with those that it starts. */
const scripts = {
  'embedded.js': ['embeddedWorker.js', 'embeddedIndexer.js'],
  'verifier.js': [],
} as const;

export type Script = keyof typeof scripts;

/** The path of a script; throws an `Error` for a person where it, or what it starts, is missing. */
export function scriptIn(folder: string, script: Script): string {
  for (const name of [script, ...scripts[script]]) checkPresence(join(folder, name));
  return join(folder, script);
}

/** The version that the package.json above `folder` names. */
export async function versionIn(folder: string, files: Pick<Files, 'readText'>): Promise<string> {
  const path = join(folder, '../package.json');
  checkPresence(path);
  const json = parseJson(await files.readText(path));
  if (typeof json === 'object' && json && 'version' in json && typeof json.version === 'string') {
    return json.version;
  }
  throw new Error(`${path} names no version`);
}

function checkPresence(path: string): void {
  if (existsSync(path)) return;
  throw new Error(`this copy of trellis is incomplete: it lacks ${path}`);
}
