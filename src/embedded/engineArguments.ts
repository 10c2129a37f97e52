import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { parseJson } from '../base/json';
import type { CorpusFolder } from './corpus/indexerProtocol';
import { quoteIfShort } from '../base/quoting';
import { parsePort } from '../base/parsePort';
import { canEmulate } from './emulation/emulation';
import { newestRelease, oldestRelease } from './emulation/release';
import { defaultFlags, type ServerFlags } from './emulation/serverFlags';
import { UsageError } from './usageError';

export interface EngineArguments {
  readonly port: number;
  readonly folders: readonly CorpusFolder[];
  /** Served from the start; paths are absolute. */
  readonly adapters: readonly NamedFolder[];
  /** Folders whose subfolders clients may load as adapters; absolute paths. */
  readonly adapterRoots: readonly string[];
  readonly token: string | undefined;
  /** Whether to announce the port as one line of JSON instead of a sentence. */
  readonly announce: 'json' | 'text';
  readonly exitWithStdin: boolean;
  /** A release of vLLM, `rust` or `router`. */
  readonly emulate: string | undefined;
  readonly flags: ServerFlags;
}

export interface NamedFolder {
  readonly name: string;
  readonly path: string;
}

export interface ProcessFacts {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Whether a parent talks to this process over an IPC channel. */
  readonly forked: boolean;
}

/** Variables, since every user of a machine sees the arguments of all processes. */
export const keyVariables = {
  token: 'TRELLIS_ENGINE_TOKEN',
  apiKey: 'TRELLIS_ENGINE_API_KEY',
} as const;

const globs = z.array(z.string());

/** Glob patterns for every folder, or those of each folder by its path. */
const exclusions = z.union([globs, z.record(z.string(), globs)]);

/** Reads how the engine was started; throws a `UsageError` where it cannot be read. */
export function readEngineArguments(facts: ProcessFacts): EngineArguments {
  try {
    return readArguments(facts);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function readArguments(facts: ProcessFacts): EngineArguments {
  const { values } = parseArgs({
    args: [...facts.argv],
    options: {
      port: { type: 'string' },
      corpus: { type: 'string', multiple: true },
      adapter: { type: 'string', multiple: true },
      'json-line': { type: 'boolean' },
      'exit-with-stdin': { type: 'boolean' },
      emulate: { type: 'string' },
      'reasoning-parser': { type: 'string' },
      'tool-call-parser': { type: 'string' },
      'enable-auto-tool-choice': { type: 'boolean' },
      'no-runtime-lora': { type: 'boolean' },
      'no-lora': { type: 'boolean' },
      'adapter-root': { type: 'string', multiple: true },
      'max-logprobs': { type: 'string' },
    },
  });
  const excluded = readExclusions(facts);
  return {
    port: values.port === undefined ? 0 : parsePort(values.port),
    folders: (values.corpus ?? [])
      .map((folder) => resolve(facts.workingDirectory, folder))
      .map((path) => ({ path, patterns: excluded(path) })),
    adapters: readNamedFolders(values.adapter ?? [], facts.workingDirectory),
    adapterRoots: (values['adapter-root'] ?? []).map((path) =>
      resolve(facts.workingDirectory, path),
    ),
    token: nonEmpty(facts.env[keyVariables.token]),
    announce: facts.forked || values['json-line'] === true ? 'json' : 'text',
    exitWithStdin: values['exit-with-stdin'] === true,
    emulate: readEmulated(values.emulate),
    flags: {
      reasoningParser: values['reasoning-parser'],
      toolCallParser: values['tool-call-parser'],
      autoToolChoice: values['enable-auto-tool-choice'] === true ? 'on' : 'off',
      lora: values['no-lora'] ? 'off' : values['no-runtime-lora'] ? 'fixed' : 'runtime',
      apiKey: nonEmpty(facts.env[keyVariables.apiKey]),
      maxLogprobs: readMaxLogprobs(values['max-logprobs']),
    },
  };
}

function readEmulated(name: string | undefined): string | undefined {
  if (name === undefined || canEmulate(name)) return name;
  throw new Error(
    `--emulate takes a release of vLLM from ${oldestRelease} on (such as ${newestRelease}), ` +
      `“rust” or “router”, not ${quoteIfShort(name)}`,
  );
}

function readNamedFolders(
  texts: readonly string[],
  workingDirectory: string,
): readonly NamedFolder[] {
  const folders = texts.map((text) => readNamedFolder(text, workingDirectory));
  const names = folders.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice === undefined) return folders;
  throw new Error(`--adapter names “${twice}” twice; give each folder a name of its own`);
}

function readNamedFolder(text: string, workingDirectory: string): NamedFolder {
  const [, name, path] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (name === undefined || path === undefined) {
    throw new Error(`--adapter takes NAME=DIR, not ${quoteIfShort(text)}`);
  }
  return { name, path: resolve(workingDirectory, path) };
}

function readMaxLogprobs(text: string | undefined): number {
  if (text === undefined) return defaultFlags.maxLogprobs;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new Error(`--max-logprobs takes a number, not ${quoteIfShort(text)}`);
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

/** A variable that is set to nothing is one that is not set. */
function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
