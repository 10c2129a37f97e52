import { chooseTarget } from '../adapters/chooseTarget';
import type { ModelCard } from '../provider/llm';
import type { Server } from '../provider/probe';
import { capabilitiesDocument, capabilityRows } from './capabilities';
import type { Command } from './command';
import { jsonOption, writeDocument, type JsonValue } from './document';
import { helpText } from './help';
import { readArguments, type OptionTable } from './options';
import { connect, readAccess, serverDocument, serverOptions } from './server';
import { table } from './table';

const options = {
  model: { type: 'string', value: 'M', help: 'which of its models is asked (default: the first)' },
  json: jsonOption,
  ...serverOptions,
} as const satisfies OptionTable;

/** `trellis doctor`: what a server is, and what it can do. */
export const doctor: Command = {
  name: 'doctor',
  help: helpText({
    usage: ['doctor [--base-url U] [--model M] [--json]'],
    about: `
Asks a server what it is and what it can do: some ten requests of a few tokens each. What cannot be
found out is “unknown”; what is missing says with which flag the server would have it.`,
    options,
  }),
  async run(args, context) {
    const { values } = readArguments(args, options);
    const server = await connect(await readAccess(values, context), context);
    const { models, llm } = server;
    const { model } = chooseTarget({ models, configured: values.model ?? '', adapter: undefined });
    const capabilities = await llm.capabilities({ model: model.id }, { signal: context.signal });
    if (values.json) {
      writeDocument(context.terminal, {
        ...doctorDocument(server),
        ...capabilitiesDocument(capabilities),
      });
    } else {
      const tables = [serverRows(server), modelRows(server), capabilityRows(capabilities)];
      context.terminal.write(tables.map(table).join('\n'));
    }
    return 'ok';
  },
};

function serverRows({ llm, kind, version }: Server): readonly (readonly string[])[] {
  return [
    ['address', llm.baseUrl],
    ['server', kind === 'vllm' ? 'vLLM' : 'not vLLM, but speaks OpenAI’s API'],
    ['release', version ?? 'it does not say'],
  ];
}

function modelRows({ models }: Server): readonly (readonly string[])[] {
  const rows = models.map(({ id, parent, contextWindow, root }) => [
    id,
    parent === undefined ? 'model' : `adapter of ${parent}`,
    contextWindow === undefined ? '' : `${contextWindow} tokens`,
    root === undefined || root === id ? '' : root,
  ]);
  return [['name', 'kind', 'window', 'weights'], ...rows];
}

function doctorDocument(server: Server): Readonly<Record<string, JsonValue>> {
  return { server: serverDocument(server), models: server.models.map(modelDocument) };
}

function modelDocument({ id, root, parent, contextWindow }: ModelCard): JsonValue {
  return {
    name: id,
    root: root ?? null,
    parent: parent ?? null,
    contextWindow: contextWindow ?? null,
  };
}
