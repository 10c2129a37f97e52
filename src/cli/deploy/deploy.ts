import { explainPlan, type Line } from '../../deploy/explain';
import { deploymentKinds, type DeploymentKind } from '../../deploy/deploymentKinds';
import { knownModels } from '../../deploy/modelArchitectures';
import { wordsForImpossible, wordsForRemark } from '../../deploy/planWords';
import { planDeployment, usualContext, vllmRelease, type Deployment } from '../../deploy/recipe';
import { writeRecipe } from '../../deploy/writeRecipe';
import type { Command, CommandContext } from '../command';
import type { ExitName } from '../exit';
import { helpText } from '../help';
import { nonEmpty, readArguments, readInteger, readNumber, type OptionTable } from '../options';
import { UsageError } from '../usageError';
import { runVerb, type Verbs } from '../verbs';
import { readAdapters, refuseUnprintable } from './adapterArgument';
import { readModelArgument } from './modelArgument';

const options = {
  model: {
    type: 'string',
    value: 'M',
    help: 'a model of the table below, or the path of a config.json or its folder',
  },
  gpus: { type: 'string', value: 'N', help: 'GPUs of the machine (default: 1)' },
  'gpu-memory': { type: 'string', value: 'GB', help: 'memory of one of them, as it is sold' },
  context: {
    type: 'string',
    value: 'N',
    help: `tokens of prompt and answer together (default: ${usualContext}, or what fits)`,
  },
  adapters: {
    type: 'string',
    multiple: true,
    value: 'NAME=PATH,...',
    help: 'LoRA adapters to start with; may be given again, and a comma in a path is \\,',
  },
  reasoning: { type: 'boolean', help: "keep thoughts apart, with the family's parser" },
  tools: { type: 'boolean', help: "let the model call tools, with the family's parser" },
  speculation: { type: 'boolean', help: 'guess what is copied from the prompt: faster rewrites' },
  'key-file': { type: 'string', value: 'FILE', help: 'a file with the line VLLM_API_KEY=...' },
  explain: { type: 'boolean', help: 'tell the arithmetic, line by line, on standard error' },
  output: {
    type: 'string',
    value: 'FILE',
    help: 'write there, unless it exists (default: standard output)',
  },
} as const satisfies OptionTable;

const verbs: Verbs = Object.fromEntries(
  deploymentKinds.map((kind) => [
    kind,
    (args: readonly string[], context: CommandContext) => write(kind, args, context),
  ]),
);

/** `trellis deploy compose|serve|kubernetes`: what starts a vLLM server on given GPUs. */
export const deploy: Command = {
  name: 'deploy',
  help: helpText({
    usage: deploymentKinds.map(
      (kind) => `deploy ${kind} --model M --gpu-memory GB [--gpus N] [--context N] ...`,
    ),
    about: `
Writes what starts a vLLM server: a Compose file, a shell script around \`vllm serve\`, or values for
the Helm chart of vLLM's production stack. How the model is spread over the GPUs follows from its
heads and sizes and from what fits; what does not fit is said, with what is missing. It is written
for vLLM ${vllmRelease}. No server and no GPU is asked anything.`,
    options,
    notes: `Models of the table:\n${knownModels.map(({ id }) => `  ${id}`).join('\n')}`,
  }),
  async run(args, context) {
    return runVerb(verbs, args, context);
  },
};

async function write(
  kind: DeploymentKind,
  args: readonly string[],
  { files, terminal }: CommandContext,
): Promise<ExitName> {
  const { values } = readArguments(args, options);
  const gpuMemory = readNumber('gpu-memory', values['gpu-memory'], { min: 1, max: 10_000 });
  if (gpuMemory === undefined) throw new UsageError('--gpu-memory is missing');
  const keyFile = nonEmpty(values['key-file']);
  if (keyFile !== undefined) refuseUnprintable('--key-file', keyFile);
  const deployment: Deployment = {
    gpus: readInteger('gpus', values.gpus, { min: 1, max: 1024 }) ?? 1,
    gpuMemory,
    context: readInteger('context', values.context, { min: 1024, max: 100_000_000 }),
    adapters: readAdapters(values.adapters),
    reasoning: values.reasoning ? 'on' : 'off',
    tools: values.tools ? 'on' : 'off',
    speculation: values.speculation ? 'on' : 'off',
    keyFile,
    model: await readModelArgument(values.model, files),
  };
  const planned = planDeployment(deployment);
  if (values.explain) for (const line of tableLines(explainPlan(planned))) terminal.note(line);
  if (planned.kind === 'impossible') {
    throw new UsageError(wordsForImpossible(planned.why, deployment));
  }
  const text = writeRecipe(kind, planned);
  const { output } = values;
  if (output === undefined) terminal.write(text);
  else await files.writeNew(output, text);
  for (const remark of planned.remarks) {
    terminal.note(`trellis: ${wordsForRemark(remark, deployment)}`);
  }
  return 'ok';
}

function tableLines(lines: readonly Line[]): readonly string[] {
  const widthOf = (pick: (line: Line) => string): number =>
    Math.max(0, ...lines.map((line) => pick(line).length));
  const what = widthOf((line) => line.what);
  const value = widthOf((line) => (line.value.length > 40 ? '' : line.value));
  return lines.map((line) => `${line.what.padEnd(what)}  ${line.value.padEnd(value)}  ${line.how}`);
}
