import { parseArgs } from 'node:util';
import { readPort } from '../base/readPort';
import { UsageError, type Command } from './command';

const defaultPort = '8000';

/** `trellis serve`: the embedded engine in the foreground. */
export const serve: Command = {
  name: 'serve',
  summary: "start the embedded engine: vLLM's HTTP API on this machine, no GPU needed",
  help: `Usage: trellis serve [--port P] [--corpus DIR]... [--emulate RELEASE]

Starts the embedded n-gram engine: for trying Trellis and for offline completions, not a coding
model. It listens on 127.0.0.1 only and speaks vLLM's HTTP API.

A constraint is kept in full or refused. JSON Schemas with multipleOf, not, if, patternProperties,
propertyNames, minProperties, maxProperties, dependent*, unevaluated*, an external $ref, or keywords
that cannot be merged under allOf are refused with status 400, where vLLM may take and loosen them.

  --port P      port to listen on (default ${defaultPort}; 0 chooses a free one)
  --corpus DIR  learn the code below DIR; may be given several times. Files that .gitignore or
                .trellisignore name, secrets, binaries and files over 256 KB are never read, and at
                most 8 MB are learnt. Changes are learnt while the engine runs.
  --emulate R   answer as a release of vLLM does (0.6.2 to 0.32.0), or as its frontend in Rust
                ("rust"), or as a router ("router"); docs/emulation.md tells how much of that was seen
  --json-line   print {"port":P} instead of a sentence once the engine listens

What a vLLM server would be started with: --reasoning-parser NAME, --tool-call-parser NAME,
--enable-auto-tool-choice, --api-key KEY, --max-logprobs N; --no-lora for one without --enable-lora,
--no-runtime-lora for one that loads no adapters while it runs.

Set TRELLIS_ENGINE_TOKEN to require "Authorization: Bearer <token>" on every request.
`,
  run(args, { isFolder, runScript }) {
    const { port, corpus, jsonLine, server } = readArguments(args);
    const missing = corpus.find((folder) => !isFolder(folder));
    if (missing !== undefined) throw new UsageError(`--corpus: there is no folder “${missing}”`);
    return runScript('embedded.js', [
      '--port',
      String(port),
      ...corpus.flatMap((folder) => ['--corpus', folder]),
      ...(jsonLine ? ['--json-line'] : []),
      ...server,
      '--exit-with-stdin',
    ]);
  },
};

/** Only passed through; the engine says what they mean. */
const serverOptions = {
  emulate: { type: 'string' },
  'reasoning-parser': { type: 'string' },
  'tool-call-parser': { type: 'string' },
  'enable-auto-tool-choice': { type: 'boolean' },
  'no-runtime-lora': { type: 'boolean' },
  'no-lora': { type: 'boolean' },
  'api-key': { type: 'string' },
  'max-logprobs': { type: 'string' },
} as const;

function toArgument([name, value]: readonly [string, string | boolean]): readonly string[] {
  if (typeof value === 'string') return [`--${name}=${value}`];
  return value ? [`--${name}`] : [];
}

function readArguments(args: readonly string[]): {
  readonly port: number;
  readonly corpus: readonly string[];
  readonly jsonLine: boolean;
  /** Handed to the engine as they are. */
  readonly server: readonly string[];
} {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: defaultPort },
        corpus: { type: 'string', multiple: true, default: [] },
        'json-line': { type: 'boolean', default: false },
        ...serverOptions,
      },
    });
    const { port, corpus, 'json-line': jsonLine, ...server } = values;
    return {
      port: readPort(port),
      corpus,
      jsonLine,
      server: Object.entries(server).flatMap(toArgument),
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
