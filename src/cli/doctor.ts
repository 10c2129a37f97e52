import type { ModelCard } from '../provider/llm';
import type { Server } from '../provider/probe';
import type { Command } from './command';
import { jsonOption, writeDocument, type JsonValue } from './document';
import { helpText } from './help';
import { readArguments, type OptionTable } from './options';
import { connect, readAccess, serverDocument, serverOptions } from './server';
import { table } from './table';

const options = { json: jsonOption, ...serverOptions } as const satisfies OptionTable;

/** `trellis doctor`: what a server is. */
export const doctor: Command = {
  name: 'doctor',
  help: helpText({
    usage: ['doctor [--base-url U] [--json]'],
    about: 'Asks a server what it is: its release, its models and their context windows.',
    options,
  }),
  async run(args, context) {
    const { values } = readArguments(args, options);
    const server = await connect(readAccess(values, context), context);
    if (values.json) writeDocument(context.terminal, doctorDocument(server));
    else context.terminal.write(`${table(serverRows(server))}\n${table(modelRows(server))}`);
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
