import { chooseTarget } from '../adapters/chooseTarget';
import type { Capabilities, FactName } from '../provider/capabilities';
import { ProviderError } from '../provider/errors';
import type { ModelCard } from '../provider/llm';
import type { Server } from '../provider/probe';
import { parseRelease } from '../provider/release';
import { asked, capabilitiesDocument, capabilityRows } from './capabilities';
import type { Command } from './command';
import { jsonOption, writeDocument, type JsonValue } from './document';
import { helpText } from './help';
import { readArguments, type OptionTable } from './options';
import { modelOption, readModel } from './readModel';
import { connect, readAccess, serverDocument, serverOptions } from './server';
import { table } from './table';

const options = {
  model: modelOption,
  json: jsonOption,
  ...serverOptions,
} as const satisfies OptionTable;

/** `trellis doctor`: what a server is, and what it can do. */
export const doctor: Command = {
  name: 'doctor',
  help: helpText({
    usage: ['doctor [--base-url U] [--model M] [--json]'],
    about: `
Asks a server what it is and what it can do: some twenty requests of a few tokens each. What cannot
be found out is “unknown”, and says what would show it; what is missing says with which flag the
server would have it, or from which release on. A server that breaks is told with what it did
answer, and ends with 3.`,
    options,
  }),
  async run(args, context) {
    const { values } = readArguments(args, options);
    const server = await connect(await readAccess(values, context), context);
    const { models, llm } = server;
    const { model } = chooseTarget({
      models,
      configured: readModel(values, context.env),
      adapter: undefined,
    });
    const { signal, terminal } = context;
    if (values.json) {
      const capabilities = await llm.capabilities({ model: model.id }, { signal });
      writeDocument(terminal, { ...doctorDocument(server), ...capabilitiesDocument(capabilities) });
      return 'ok';
    }
    const show = (tables: Tables): void => terminal.write(tables.map(table).join('\n'));
    show([serverRows(server), modelRows(server)]);
    try {
      show(answered(server, await llm.capabilities({ model: model.id }, { signal })));
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      // What it did answer helps whoever mends it.
      const known = await llm.capabilities({ model: model.id, facts: [] }, { signal });
      show(answered(server, known, asked(known)));
      throw error;
    }
    return 'ok';
  },
};

type Rows = readonly (readonly string[])[];
type Tables = readonly Rows[];

/** `/version` is a router's where its number cannot be vLLM's. */
function serverRows({ llm, kind, version }: Server): Rows {
  const isRouter = version !== undefined && parseRelease(version) === undefined;
  return [
    ['address', llm.baseUrl],
    ['server', kind === 'vllm' ? 'vLLM' : 'not vLLM, but speaks OpenAI’s API'],
    isRouter
      ? ['router', `${version}, by its number: it stands in front of vLLM`]
      : ['release', version ?? 'it does not say'],
  ];
}

/** What was found out after the server was shown: the release, if an answer told it; the facts. */
function answered(
  { version }: Server,
  capabilities: Capabilities,
  names?: readonly FactName[],
): Tables {
  const { release } = capabilities;
  const learnt =
    release === undefined || release === version
      ? []
      : [[['release', `${release}, as its answers tell`]]];
  return [[], ...learnt, capabilityRows(capabilities, names)];
}

function modelRows({ models }: Server): Rows {
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
