import { chooseModel } from '../adapters/chooseModel';
import {
  factNames,
  type Capabilities,
  type CapabilitiesRequest,
  type Fact,
  type FactName,
} from '../provider/capabilities';
import { ProviderError } from '../provider/errors';
import type { ModelCard } from '../provider/llm';
import type { ProbedServer } from '../provider/probe';
import { parseRelease } from '../provider/release';
import {
  capabilitiesDocument,
  capabilityHeading,
  capabilityLine,
  factDocument,
} from './capabilities';
import type { Command, CommandContext } from './command';
import { configurationOption, withConfiguration } from './configuration';
import { jsonOption, writeDocument, type JsonValue } from './document';
import { Unfinished } from './failure';
import { helpText } from './help';
import { shortPatience } from '../provider/vllm/facts';
import { probeTimeout } from '../provider/vllm/probes';
import { readArguments, type OptionTable } from './options';
import { modelOption, readModel } from './readModel';
import { connect, readServerAccess, serverDocument, serverOptions } from './server';
import { createSpinner } from './spinner';
import { table } from './table';

const options = {
  model: modelOption,
  json: jsonOption,
  config: configurationOption,
  ...serverOptions,
} as const satisfies OptionTable;

/** `trellis doctor`: what a server is, and what it can do. */
export const doctor: Command = {
  name: 'doctor',
  help: helpText({
    usage: ['doctor [--base-url U] [--model M] [--json]'],
    about: `
Asks a server what it is and what it can do: some twenty requests of a few tokens each. What cannot
be found out is “unknown”, with what would show it; for what is missing, the table names the flag or
the release that adds it. If the server fails on the way, what it did answer is shown, and the exit
code is 3.

Each capability has its own timeout: ${probeTimeout('beams') / 1000} s for beams, which take long
after a start, ${probeTimeout('samples') / 1000} s for all else that is written, ${probeTimeout('tokenize') / 1000} s for the rest; --timeout
sets it for all of them. What takes longer is “unknown”, and the rest is asked; once two in a row
got no answer, the rest has ${shortPatience / 1000} s each, unless --timeout says otherwise.`,
    options,
  }),
  async run(args, context) {
    const { values: given } = readArguments(args, options);
    const values = await withConfiguration(given, context);
    const access = await readServerAccess(values, context);
    const server = await connect(access, context);
    const { models } = server;
    const { model } = chooseModel({
      models,
      configured: readModel(values, context.env),
      adapter: undefined,
    });
    const asked = { model: model.id, timeout: access.timeout };
    if (values.json) {
      const seen: Record<string, JsonValue> = {};
      try {
        const capabilities = await examine(server, asked, context, (name, fact) => {
          seen[name] = factDocument(fact);
        });
        const document = { ...doctorDocument(server), ...capabilitiesDocument(capabilities) };
        writeDocument(context.terminal, document);
        return 'ok';
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        throw new Unfinished(error, { ...doctorDocument(server), capabilities: seen });
      }
    }
    const { terminal } = context;
    terminal.write([serverRows(server), modelRows(server)].map(table).join('\n'));
    terminal.write(`\n${capabilityHeading}`);
    const told = new Set<FactName>();
    const tell = (name: FactName, fact: Fact): void => {
      told.add(name);
      terminal.write(capabilityLine(name, fact));
    };
    const { facts, release } = await examine(server, asked, context, tell);
    // A server that is not vLLM is not asked.
    for (const name of factNames) if (!told.has(name)) tell(name, facts[name]);
    if (release !== undefined && release !== server.version) {
      terminal.write(`\n${table([['release', `${release}, judging by its answers`]])}`);
    }
    return 'ok';
  },
};

/** Asks for one capability after another; a screen shows which. */
async function examine(
  { llm }: ProbedServer,
  { model, timeout }: { readonly model: string; readonly timeout: number | undefined },
  { terminal, clock, signal }: CommandContext,
  onFact: (name: FactName, fact: Fact) => void = () => {},
): Promise<Capabilities> {
  const spinner = createSpinner(terminal, clock);
  const request: CapabilitiesRequest = {
    model,
    onAsk: (name) => spinner.say(`asking for ${name}`),
    onFact(name, fact) {
      spinner.hide();
      onFact(name, fact);
    },
  };
  try {
    return await llm.capabilities(request, { signal, ...(timeout !== undefined && { timeout }) });
  } finally {
    spinner.dispose();
  }
}

type Rows = readonly (readonly string[])[];

/** `/version` is a router's where its number cannot be vLLM's. */
function serverRows({ llm, kind, version, versionFailure: failure }: ProbedServer): Rows {
  const isRouter = version !== undefined && parseRelease(version) === undefined;
  return [
    ['address', llm.baseUrl],
    ['server', kind === 'vllm' ? 'vLLM' : 'not vLLM, but speaks OpenAI’s API'],
    isRouter
      ? ['router', `${version}, by its number: it stands in front of vLLM`]
      : ['release', version ?? (failure ? `unknown: ${failure.message}` : 'it does not say')],
  ];
}

function modelRows({ models }: ProbedServer): Rows {
  const rows = models.map(({ id, parent, contextWindow, root }) => [
    id,
    parent === undefined ? 'model' : `adapter of ${parent}`,
    contextWindow === undefined ? '' : `${contextWindow} tokens`,
    root === undefined || root === id ? '' : root,
  ]);
  return [['name', 'kind', 'window', 'weights'], ...rows];
}

function doctorDocument(server: ProbedServer): Readonly<Record<string, JsonValue>> {
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
