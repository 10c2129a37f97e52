import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';

export interface EngineArguments {
  readonly port: number;
  /** Absolute paths. */
  readonly folders: readonly string[];
  readonly patterns: readonly string[];
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

/** As VS Code's `files.exclude` (a pattern may be switched off or conditional), or just patterns. */
const exclusions = z.union([
  z.array(z.string()),
  z
    .record(z.string(), z.unknown())
    .transform((record) => Object.keys(record).filter((pattern) => record[pattern] === true)),
]);

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
  const excluded = facts.env['TRELLIS_ENGINE_EXCLUDE'];
  return {
    port: values.port === undefined ? 0 : readPort(values.port),
    folders: (values.corpus ?? []).map((folder) => resolve(facts.workingDirectory, folder)),
    patterns: excluded === undefined ? [] : exclusions.parse(JSON.parse(excluded)),
    token: facts.env['TRELLIS_ENGINE_TOKEN'],
    announce: facts.forked || values['json-line'] === true ? 'json' : 'text',
    exitWithStdin: values['exit-with-stdin'] === true,
  };
}

/** A port number, or an `Error` that says what one is. */
export function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`--port takes a number from 0 to 65535, not “${text}”`);
}
