import { knownModels } from '../../deploy/modelArchitectures';
import { usualContext } from '../../deploy/recipe';
import { deploymentKinds, type DeploymentKind } from '../../deploy/deploymentKinds';
import type { CommandArgument } from '../commands/commandTable';
import { askText } from '../window/askText';
import { pickRow, type Row } from '../window/pickRow';
import { typeOrPick } from '../window/typeOrPick';
import {
  gigabytes,
  problemWithModel,
  problemWithNumber,
  tokens,
  wholeNumber,
  type NumberRule,
} from './typedAnswers';

export interface DeploymentQuestion {
  readonly kind: DeploymentKind;
  /** Of the table, or a path. */
  readonly model: string;
  readonly gpus: number;
  readonly gpuMemory: number;
  /** `undefined` for what is usual, or fits. */
  readonly context: number | undefined;
}

const title = 'Trellis: Create vLLM Deployment';

const kinds: Readonly<
  Record<DeploymentKind, { readonly label: string; readonly description: string }>
> = {
  compose: { label: 'Docker Compose', description: 'a server in a container, on one machine' },
  serve: { label: 'vllm serve', description: 'a shell script, where vLLM is installed' },
  kubernetes: { label: 'Kubernetes', description: "values for the production stack's Helm chart" },
};

/** Asks what is not given already; `undefined` where a person cancels. */
export async function askForDeployment(
  given: CommandArgument<'createDeployment'>,
): Promise<DeploymentQuestion | undefined> {
  const kind = given.kind ?? (await askKind());
  if (kind === undefined) return undefined;
  const model = given.model ?? (await askModel());
  if (model === undefined) return undefined;
  const gpus = given.gpus ?? (await askNumber('How many GPUs has the machine?', '1', wholeNumber));
  if (gpus === undefined) return undefined;
  const gpuMemory =
    given.gpuMemory ?? (await askNumber('How many GB of memory has one of them?', '24', gigabytes));
  if (gpuMemory === undefined) return undefined;
  // Whoever gives everything else has been asked nothing yet, and is not now.
  if (given.context !== undefined || given.gpuMemory !== undefined) {
    return { kind, model, gpus, gpuMemory, context: given.context };
  }
  const context = await askContext();
  if (context === 'closed') return undefined;
  return { kind, model, gpus, gpuMemory, context };
}

async function askKind(): Promise<DeploymentKind | undefined> {
  const rows = deploymentKinds.map((kind): Row<DeploymentKind> => ({
    ...kinds[kind],
    value: kind,
  }));
  const picked = await pickRow({ title, placeholder: 'What should it be written for?', rows });
  return picked?.value;
}

async function askModel(): Promise<string | undefined> {
  const model = await typeOrPick({
    title,
    placeholder: 'Model, or the path of a config.json',
    offered: knownModels.map(({ id, billions }) => ({
      text: id,
      description: `${billions} billion parameters`,
    })),
    problemWith: problemWithModel,
  });
  return model?.trim();
}

async function askNumber(
  prompt: string,
  value: string,
  rule: NumberRule,
): Promise<number | undefined> {
  const text = await askText({
    title,
    prompt,
    value,
    problemWith: (typed) => problemWithNumber(typed, rule),
  });
  return text === undefined ? undefined : Number(text.trim());
}

async function askContext(): Promise<number | undefined | 'closed'> {
  const text = await askText({
    title,
    prompt: 'How many tokens may prompt and answer have together?',
    placeholder: `${usualContext}, or what fits`,
    problemWith: (typed) => (typed.trim() === '' ? undefined : problemWithNumber(typed, tokens)),
  });
  if (text === undefined) return 'closed';
  return text.trim() === '' ? undefined : Number(text.trim());
}
