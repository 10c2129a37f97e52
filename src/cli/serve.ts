import { quotePath } from '../base/quoting';
import { parsePort } from '../base/parsePort';
import type { Command } from './command';
import { UsageError } from './usageError';
import { helpText } from './help';
import { readArguments, type OptionTable } from './options';
import { readKey } from './readKey';

const defaultPort = '8000';

/** By which the engine takes a key: unlike arguments, no other user sees a process's variables. */
const keyVariable = 'TRELLIS_ENGINE_API_KEY';

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
  adapter: {
    type: 'string',
    multiple: true,
    value: 'NAME=DIR',
    help: 'serve the code below DIR, mixed into the corpus, as the LoRA adapter NAME; may be given several times',
  },
  'adapter-root': {
    type: 'string',
    multiple: true,
    value: 'DIR',
    help: 'let clients load adapters from folders below DIR, too; may be given several times',
  },
  emulate: {
    type: 'string',
    value: 'RELEASE',
    help: 'answer as a release of vLLM does (0.6.2 or later), as its frontend in Rust (rust), or as a router (router); docs/emulation.md says how much of that was seen on real servers',
  },
  'reasoning-parser': {
    type: 'string',
    value: 'NAME',
    help: 'set the thought apart from the answer, as vLLM does with this flag',
  },
  'tool-call-parser': { type: 'string', value: 'NAME', help: 'read tool calls' },
  'enable-auto-tool-choice': {
    type: 'boolean',
    help: 'let the model choose whether to call tools',
  },
  'no-lora': { type: 'boolean', help: 'as a vLLM without --enable-lora' },
  'no-runtime-lora': { type: 'boolean', help: 'as a vLLM that loads no adapters while it runs' },
  'api-key': {
    type: 'string',
    value: 'KEY',
    help: 'ask for this key under /v1; other users of this machine see it in the list of processes, unlike the variable TRELLIS_ENGINE_API_KEY and a file',
  },
  'api-key-file': {
    type: 'string',
    value: 'FILE',
    help: 'read the key from this file (- is standard input)',
  },
  'max-logprobs': {
    type: 'string',
    value: 'N',
    help: 'maximum number of log-probabilities, and half as many beams (default 20)',
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
    usage: ['serve [--port P] [--corpus DIR]... [--adapter NAME=DIR]... [--emulate RELEASE]'],
    about: `
Starts the embedded n-gram engine: for trying Trellis and for offline completions, not a coding
model. It listens on 127.0.0.1 only and speaks vLLM's HTTP API.

A constraint is kept in full or refused. JSON Schemas with multipleOf, not, if, patternProperties,
propertyNames, minProperties, maxProperties, dependent*, unevaluated*, an external $ref, or keywords
that cannot be merged under allOf are refused with status 400, where vLLM may take and loosen them.`,
    options,
    notes: `
Without a key, every user of this machine may ask for what was learnt, and adapters are loaded while
it runs only from folders that --corpus, --adapter and --adapter-root name. Set TRELLIS_ENGINE_TOKEN
to require "Authorization: Bearer <token>" on every request, not only under /v1.`,
  }),
  async run(args, context) {
    const { files, runScript, terminal } = context;
    const { values } = readArguments(args, options);
    const { port: asked, 'api-key': shown, 'api-key-file': keyFile, ...passed } = values;
    const key = await readKey({ 'api-key': shown, 'api-key-file': keyFile }, context, keyVariable);
    if (shown !== undefined) {
      terminal.note(
        `trellis: other users of this machine can see the key in the list of processes; ${keyVariable} and --api-key-file hide it`,
      );
    }
    const port = portOf(asked ?? defaultPort);
    for (const name of ['corpus', 'adapter-root'] as const) {
      const missing = values[name].find((folder) => !files.isFolder(folder));
      if (missing !== undefined) {
        const which = quotePath(missing, files.isFolder, '');
        throw new UsageError(
          `--${name}: there is no folder ${which === '' ? 'like that' : `“${which}”`}`,
        );
      }
    }
    return runScript(
      'embedded.js',
      [
        '--port',
        String(port),
        ...Object.entries(passed).flatMap(([name, value]) => asArguments(name, value)),
        '--exit-with-stdin',
      ],
      key === undefined ? {} : { [keyVariable]: key },
    );
  },
};

/** The engine says what its options mean; here they are only passed on. */
function asArguments(
  name: string,
  value: string | boolean | readonly string[] | undefined,
): readonly string[] {
  if (typeof value === 'string') return [`--${name}=${value}`];
  if (typeof value === 'object') return value.map((one) => `--${name}=${one}`);
  return value ? [`--${name}`] : [];
}

function portOf(text: string): number {
  try {
    return parsePort(text);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
