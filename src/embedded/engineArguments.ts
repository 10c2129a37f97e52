import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { parseJson } from '../base/json';
import type { CorpusFolder } from './corpus/indexerProtocol';
import { readPort } from '../base/readPort';

export interface EngineArguments {
  readonly port: number;
  readonly folders: readonly CorpusFolder[];
  readonly token: string | undefined;
  /** Whether to announce the port as one line of JSON instead of a sentence. */
  readonly announce: 'json' | 'text';
  readonly exitWithStdin: boolean;
}

export interface ProcessFacts {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Whether a parent talks to this process over an IPC channel. */
  readonly forked: boolean;
}

const globs = z.array(z.string());

/** Glob patterns for every folder, or those of each folder by its path. */
const exclusions = z.union([globs, z.record(z.string(), globs)]);

/** Reads how the engine was started; throws an `Error` for a person where it cannot be read. */
export function readEngineArguments(facts: ProcessFacts): EngineArguments {
  const { values } = parseArgs({
    args: [...facts.argv],
    options: {
      port: { type: 'string' },
      corpus: { type: 'string', multiple: true },
      'json-line': { type: 'boolean' },
      'exit-with-stdin': { type: 'boolean' },
    },
  });
  const excluded = readExclusions(facts);
  return {
    port: values.port === undefined ? 0 : readPort(values.port),
    folders: (values.corpus ?? [])
      .map((folder) => resolve(facts.workingDirectory, folder))
      .map((path) => ({ path, patterns: excluded(path) })),
    token: facts.env['TRELLIS_ENGINE_TOKEN'],
    announce: facts.forked || values['json-line'] === true ? 'json' : 'text',
    exitWithStdin: values['exit-with-stdin'] === true,
  };
}

/** Reads which patterns may not be read below a folder with an absolute path. */
function readExclusions(facts: ProcessFacts): (folder: string) => readonly string[] {
  const text = facts.env['TRELLIS_ENGINE_EXCLUDE'];
  if (text === undefined) return () => [];
  const parsed = exclusions.safeParse(parseJson(text));
  if (!parsed.success) {
    throw new Error('TRELLIS_ENGINE_EXCLUDE is not JSON of glob patterns, or of such by folder');
  }
  const { data } = parsed;
  if (Array.isArray(data)) return () => data;
  const byFolder = new Map(
    Object.entries(data).map(([folder, patterns]) => [
      resolve(facts.workingDirectory, folder),
      patterns,
    ]),
  );
  return (folder) => byFolder.get(folder) ?? [];
}
