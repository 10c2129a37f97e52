import { spreadOf } from '../adapters/spread';
import { refusalOf, type Refusal } from '../adapters/refusal';
import { assertNever } from '../base/assertNever';
import { ProviderError } from '../provider/errors';
import type { Command, CommandContext } from './command';
import { jsonOption, writeDocument } from './document';
import type { Exit } from './exit';
import { helpText } from './help';
import { readArguments, type OptionTable } from './options';
import { connect, readAccess, serverDocument, serverOptions } from './server';
import { table } from './table';
import { runVerb } from './verbs';

const listOptions = { json: jsonOption, ...serverOptions } as const satisfies OptionTable;

/** `trellis adapters`: the LoRA adapters of a server. */
export const adapters: Command = {
  name: 'adapters',
  help: helpText({
    usage: ['adapters list [--json]', 'adapters load NAME PATH', 'adapters unload NAME'],
    about: `
Lists the LoRA adapters that a server has loaded, has it load one more from a PATH on its own
machine, or has it forget one, for everybody. vLLM loads and unloads adapters while it runs if it
was started with --enable-lora and with VLLM_ALLOW_RUNTIME_LORA_UPDATING=True in its environment.`,
    options: listOptions,
  }),
  run: (args, context) => runVerb({ list, load, unload }, args, context),
};

async function list(args: readonly string[], context: CommandContext): Promise<Exit> {
  const { values } = readArguments(args, listOptions);
  const server = await connect(await readAccess(values, context), context);
  const loaded = server.models.flatMap(({ id, parent, root }) =>
    parent === undefined ? [] : [{ name: id, parent, path: root ?? null }],
  );
  const { terminal } = context;
  if (values.json) writeDocument(terminal, { server: serverDocument(server), adapters: loaded });
  else if (loaded.length === 0) terminal.note('no adapter is loaded');
  else terminal.write(table(loaded.map(({ name, parent, path }) => [name, parent, path ?? ''])));
  return 'ok';
}

async function load(args: readonly string[], context: CommandContext): Promise<Exit> {
  const { values, positionals } = readArguments(args, serverOptions, ['NAME', 'PATH']);
  const [name = '', path = ''] = positionals;
  const { llm } = await connect(await readAccess(values, context), context, 'answers');
  const { signal, terminal } = context;
  await withRemedy('load', llm.loadAdapter(name, path, { signal }));
  const spread = await spreadOf(llm, name, 'listed', { signal });
  terminal.note(spread === 'everywhere' ? `loaded ${name}` : `loaded ${name}, ${onlySomewhere}`);
  return 'ok';
}

async function unload(args: readonly string[], context: CommandContext): Promise<Exit> {
  const { values, positionals } = readArguments(args, serverOptions, ['NAME']);
  const [name = ''] = positionals;
  const { llm } = await connect(await readAccess(values, context), context, 'answers');
  const { signal, terminal } = context;
  await withRemedy('unload', llm.unloadAdapter(name, { signal }));
  const spread = await spreadOf(llm, name, 'unlisted', { signal });
  terminal.note(
    spread === 'everywhere' ? `unloaded ${name}` : `unloaded ${name}, ${onlySomewhere}`,
  );
  return 'ok';
}

/** A request for a model that the server at the other end of it does not have fails. */
const onlySomewhere =
  'but not by every server behind this address: ask each at an address of its own';

/** Adds to the server's own words which switch of it would help, where one would. */
async function withRemedy(route: 'load' | 'unload', work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const remedy = remedyFor(refusalOf(error, route));
    if (remedy === undefined) throw error;
    const { code, message, status, url, missing } = error;
    throw new ProviderError(code, `${message}; start vLLM ${remedy}`, {
      ...(status !== undefined && { status }),
      ...(url !== undefined && { url }),
      ...(missing !== undefined && { missing }),
      cause: error,
    });
  }
}

/** How vLLM would have to be started. */
function remedyFor(refusal: Refusal): string | undefined {
  switch (refusal.kind) {
    case 'routes-off':
      return 'with VLLM_ALLOW_RUNTIME_LORA_UPDATING=True in its environment, and with --enable-lora';
    case 'lora-off':
      return 'with --enable-lora';
    case 'rank-too-high':
      return `with --max-lora-rank ${refusal.rank} or more`;
    case 'no-such-path':
    case 'other-architecture':
    case 'name-taken':
    case 'name-of-base':
    case 'not-loaded':
    case 'not-vllm':
    case 'unknown':
      return undefined;
    default:
      return assertNever(refusal);
  }
}
