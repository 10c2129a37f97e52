import { parseArgs } from 'node:util';
import { readPort } from '../base/readPort';
import { UsageError, type Command } from './command';

const defaultPort = '8000';

/** `trellis serve`: the embedded engine in the foreground. */
export const serve: Command = {
  name: 'serve',
  summary: "start the embedded engine: vLLM's HTTP API on this machine, no GPU needed",
  help: `Usage: trellis serve [--port P] [--corpus DIR]...

Starts the embedded n-gram engine: for trying Trellis and for offline completions, not a coding
model. It listens on 127.0.0.1 only and speaks vLLM's HTTP API.

A constraint is kept in full or refused. JSON Schemas with multipleOf, not, if, patternProperties,
propertyNames, minProperties, maxProperties, dependent*, unevaluated*, an external $ref, or keywords
that cannot be merged under allOf are refused with status 400, where vLLM may take and loosen them.

  --port P      port to listen on (default ${defaultPort}; 0 chooses a free one)
  --corpus DIR  learn the code below DIR; may be given several times. Files that .gitignore or
                .trellisignore name, secrets, binaries and files over 256 KB are never read, and at
                most 8 MB are learnt. Changes are learnt while the engine runs.
  --json-line   print {"port":P} instead of a sentence once the engine listens

Set TRELLIS_ENGINE_TOKEN to require "Authorization: Bearer <token>" on every request.
`,
  run(args, { isFolder, runScript }) {
    const { port, corpus, jsonLine } = readArguments(args);
    const missing = corpus.find((folder) => !isFolder(folder));
    if (missing !== undefined) throw new UsageError(`--corpus: there is no folder “${missing}”`);
    return runScript('embedded.js', [
      '--port',
      String(port),
      ...corpus.flatMap((folder) => ['--corpus', folder]),
      ...(jsonLine ? ['--json-line'] : []),
      '--exit-with-stdin',
    ]);
  },
};

function readArguments(args: readonly string[]): {
  readonly port: number;
  readonly corpus: readonly string[];
  readonly jsonLine: boolean;
} {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: defaultPort },
        corpus: { type: 'string', multiple: true, default: [] },
        'json-line': { type: 'boolean', default: false },
      },
    });
    const { port, corpus, 'json-line': jsonLine } = values;
    return { port: readPort(port), corpus, jsonLine };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
