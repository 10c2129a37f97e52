import { readPort } from '../base/readPort';
import type { Command } from './command';
import { UsageError } from './usageError';
import { helpText } from './help';
import { readArguments, type OptionTable } from './options';

const defaultPort = '8000';

const options = {
  port: {
    type: 'string',
    value: 'P',
    help: `port to listen on (default ${defaultPort}; 0 chooses a free one)`,
  },
  corpus: {
    type: 'string',
    multiple: true,
    value: 'DIR',
    help: 'learn the code below DIR; may be given several times. Files that .gitignore or .trellisignore name, secrets, binaries and files over 256 KB are never read, and at most 8 MB are learnt. Changes are learnt while the engine runs.',
  },
  'json-line': {
    type: 'boolean',
    help: 'print {"port":P} instead of a sentence once the engine listens',
  },
} as const satisfies OptionTable;

/** `trellis serve`: the embedded engine in the foreground. */
export const serve: Command = {
  name: 'serve',
  help: helpText({
    usage: ['serve [--port P] [--corpus DIR]...'],
    about: `
Starts the embedded n-gram engine: for trying Trellis and for offline completions, not a coding
model. It listens on 127.0.0.1 only and speaks vLLM's HTTP API.

A constraint is kept in full or refused. JSON Schemas with multipleOf, not, if, patternProperties,
propertyNames, minProperties, maxProperties, dependent*, unevaluated*, an external $ref, or keywords
that cannot be merged under allOf are refused with status 400, where vLLM may take and loosen them.`,
    options,
    notes: 'Set TRELLIS_ENGINE_TOKEN to require "Authorization: Bearer <token>" on every request.',
  }),
  async run(args, { files, runScript }) {
    const { values } = readArguments(args, options);
    const port = portOf(values.port ?? defaultPort);
    const missing = values.corpus.find((folder) => !files.isFolder(folder));
    if (missing !== undefined) throw new UsageError(`--corpus: there is no folder “${missing}”`);
    return runScript('embedded.js', [
      '--port',
      String(port),
      ...values.corpus.flatMap((folder) => ['--corpus', folder]),
      ...(values['json-line'] ? ['--json-line'] : []),
      '--exit-with-stdin',
    ]);
  },
};

function portOf(text: string): number {
  try {
    return readPort(text);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
