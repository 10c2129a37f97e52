import { checkReplicas } from '../adapters/checkReplicas';
import { adapterRefusal, type AdapterRefusal } from '../adapters/adapterRefusal';
import { assertNever } from '../base/assertNever';
import { ProviderError } from '../provider/errors';
import type { ProbedServer } from '../provider/probe';
import type { Command, CommandContext } from './command';
import { configurationOption, withConfiguration } from './configuration';
import { jsonOption, writeDocument } from './document';
import type { ExitName } from './exit';
import { helpText } from './help';
import { readArguments, type OptionTable, type Values } from './options';
import { connect, readServerAccess, serverDocument, serverOptions } from './server';
import { table } from './table';
import { runVerb } from './verbs';

const adapterOptions = {
  json: jsonOption,
  config: configurationOption,
  ...serverOptions,
} as const satisfies OptionTable;

/** `trellis adapters`: the LoRA adapters of a server. */
export const adapters: Command = {
  name: 'adapters',
  help: helpText({
    usage: [
      'adapters list [--json]',
      'adapters load NAME PATH [--json]',
      'adapters unload NAME [--json]',
    ],
    about: `
Lists the LoRA adapters that a server has loaded, has it load one more from a PATH on its own
machine, or has it forget one, for everybody. vLLM loads and unloads adapters while it runs if it
was started with --enable-lora and with VLLM_ALLOW_RUNTIME_LORA_UPDATING=True in its environment.`,
    options: adapterOptions,
  }),
  run: (args, context) => runVerb({ list, load, unload }, args, context),
};

async function list(args: readonly string[], context: CommandContext): Promise<ExitName> {
  const { values: given } = readArguments(args, adapterOptions);
  const values = await withConfiguration(given, context);
  const server = await connect(await readServerAccess(values, context), context);
  const loaded = server.models.flatMap(({ id, parent, root }) =>
    parent === undefined ? [] : [{ name: id, parent, path: root ?? null }],
  );
  const { terminal } = context;
  if (values.json) writeDocument(terminal, { server: serverDocument(server), adapters: loaded });
  else if (loaded.length === 0) terminal.note('no adapter is loaded');
  else terminal.write(table(loaded.map(({ name, parent, path }) => [name, parent, path ?? ''])));
  return 'ok';
}

async function load(args: readonly string[], context: CommandContext): Promise<ExitName> {
  const { values: given, positionals } = readArguments(args, adapterOptions, ['NAME', 'PATH']);
  const values = await withConfiguration(given, context);
  const [name = '', path = ''] = positionals;
  const server = await connect(await readServerAccess(values, context), context, 'answers');
  const { signal } = context;
  await withRemedy('load', server.llm.loadAdapter(name, path, { signal }));
  const spread = await checkReplicas(server.llm, name, 'listed', { signal });
  return tell({ done: 'loaded', name, path, spread }, server, values, context);
}

async function unload(args: readonly string[], context: CommandContext): Promise<ExitName> {
  const { values: given, positionals } = readArguments(args, adapterOptions, ['NAME']);
  const values = await withConfiguration(given, context);
  const [name = ''] = positionals;
  const server = await connect(await readServerAccess(values, context), context, 'answers');
  const { signal } = context;
  await withRemedy('unload', server.llm.unloadAdapter(name, { signal }));
  const spread = await checkReplicas(server.llm, name, 'unlisted', { signal });
  return tell({ done: 'unloaded', name, path: null, spread }, server, values, context);
}

interface Change {
  readonly done: 'loaded' | 'unloaded';
  readonly name: string;
  readonly path: string | null;
  readonly spread: 'everywhere' | 'somewhere';
}

function tell(
  change: Change,
  server: ProbedServer,
  { json }: Pick<Values<typeof adapterOptions>, 'json'>,
  { terminal }: CommandContext,
): ExitName {
  const { done, name, spread } = change;
  if (json) writeDocument(terminal, { server: serverDocument(server), ...change });
  else terminal.note(`${done} ${name}${spread === 'everywhere' ? '' : `, ${onlySomewhere}`}`);
  return 'ok';
}

/** A request for a model that the server at the other end of it does not have fails. */
const onlySomewhere =
  'but not by every server behind this address: ask each at an address of its own';

/** Adds to the server's own words what would help, where something would. */
async function withRemedy(route: 'load' | 'unload', work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const remedy = remedyFor(adapterRefusal(error, route));
    if (remedy === undefined) throw error;
    const { code, message, status, url, missing } = error;
    throw new ProviderError(code, `${withoutReload(message)}; ${remedy}`, {
      ...(status !== undefined && { status }),
      ...(url !== undefined && { url }),
      ...(missing !== undefined && { missing }),
      cause: error,
    });
  }
}

/**
 * vLLM's advice to load in place is left out: such an adapter is read from the disk on every step
 * that uses it (addendum, section 1.8).
 */
function withoutReload(message: string): string {
  return message.replace(/[^.]*\bload_inplace\b.*$/s, '').replace(/\.\s*$/, '');
}

/** What a person can do about it. */
function remedyFor(refusal: AdapterRefusal): string | undefined {
  switch (refusal.kind) {
    case 'routes-off':
      return 'start vLLM with VLLM_ALLOW_RUNTIME_LORA_UPDATING=True in its environment, and with --enable-lora; behind a router, ask each server at its own address';
    case 'lora-off':
      return 'start vLLM with --enable-lora';
    case 'rank-too-high':
      return `start vLLM with --max-lora-rank ${refusal.rank} or more`;
    case 'no-such-path':
      return "the path is looked up on the server's machine";
    case 'name-taken':
    case 'name-of-base':
      return 'choose another name';
    case 'other-architecture':
    case 'not-loaded':
    case 'not-vllm':
    case 'unknown':
      return undefined;
    default:
      return assertNever(refusal);
  }
}
