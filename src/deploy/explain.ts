/** The arithmetic of a recipe, line by line. */
import { bytesOfGpu, fixedBytes, usableBytes, utilization } from './memory';
import { countParameters } from './parameters';
import { problemWithTensorSize, type Plan, type SplitProblem } from './parallelism';
import { fullContexts, splitWords } from './planSummary';
import type { PlannedDeployment } from './recipe';

export interface Line {
  readonly what: string;
  readonly value: string;
  readonly how: string;
}

const problems: Readonly<Record<SplitProblem, string>> = {
  heads: 'does not divide the attention heads',
  'KV heads': 'goes with no number of KV heads',
  'intermediate size': 'does not divide the intermediate size',
  'quantization group': 'cuts through the groups of the quantization',
};

/** Also of what does not fit, in the split that comes nearest; empty where a context is longer than the model knows. */
export function explainPlan(planned: PlannedDeployment): readonly Line[] {
  const { deployment, load } = planned;
  const plan = planOf(planned);
  if (!plan) return [];
  const { model, gpus, gpuMemory } = deployment;
  const { shape } = model;
  const { memory, split } = plan;
  const usable = usableBytes(bytesOfGpu(gpuMemory));
  const cache = usable - fixedBytes(memory);
  return [
    {
      what: 'model',
      value: model.name,
      how: `${shape.layers} layers, hidden size ${shape.hiddenSize}, ${shape.heads} heads, ${shape.kvHeads} KV heads of ${shape.headDim}, ${shape.format.name}`,
    },
    {
      what: 'parameters',
      value: `${(countParameters(shape).total / 1e9).toFixed(2)} × 10⁹`,
      how: 'attention, MLP and embeddings, counted',
    },
    ...sizesUpTo(gpus).map((size) => {
      const problem = problemWithTensorSize(shape, size);
      return {
        what: `tensor parallel ${size}`,
        value: problem === undefined ? 'possible' : 'no',
        how:
          problem === undefined
            ? headsWords(shape.heads, shape.kvHeads, size)
            : `${size} ${problems[problem]}`,
      };
    }),
    {
      what: 'split',
      value: splitWords(split),
      how: `${split.tensor} × ${split.pipeline} × ${split.data} of ${gpus} GPUs (tensor × pipeline × copies)`,
    },
    {
      what: 'GPU',
      value: gib(bytesOfGpu(gpuMemory)),
      how: `${gpuMemory} GB as sold: ${gpuMemory} × 10⁹ bytes`,
    },
    {
      what: 'margin',
      value: gib(bytesOfGpu(gpuMemory) - usable),
      how: `${Math.round((1 - utilization) * 100)} % for the driver and for what was not foreseen`,
    },
    { what: 'weights', value: gib(memory.weights), how: 'on the fullest GPU' },
    {
      what: 'adapters',
      value: gib(memory.adapters),
      how:
        load.adapters.slots === 0
          ? 'none'
          : `${load.adapters.slots} at a time, up to rank ${load.adapters.rank}`,
    },
    {
      what: 'activations',
      value: gib(memory.activations),
      how: 'estimated: one step, 64 requests',
    },
    { what: 'CUDA graphs', value: gib(memory.graphs), how: 'estimated' },
    { what: 'communication', value: gib(memory.communication), how: 'estimated: between GPUs' },
    { what: 'left for the cache', value: gib(cache), how: 'what remains of the GPU' },
    {
      what: 'cache per token',
      value: `${(memory.kvPerToken / 1024).toFixed(1)} KiB`,
      how: shape.latent
        ? 'a latent vector in every layer, 2 bytes each number'
        : `keys and values of ${perGpu(shape.kvHeads, split.tensor)} KV heads in ${Math.ceil(shape.layers / split.pipeline)} layers, 2 bytes each number`,
    },
    {
      what: 'cache',
      value: `${Math.max(0, plan.cacheTokens).toLocaleString('en-US')} tokens`,
      how: `${fullContexts(plan)} times the context of ${plan.context.toLocaleString('en-US')}${split.data > 1 ? ', in each copy' : ''}`,
    },
  ];
}

function planOf(planned: PlannedDeployment): Plan | undefined {
  if (planned.kind === 'recipe') return planned.plan;
  return planned.why.kind === 'beyond the model' ? undefined : planned.why.plan;
}

function sizesUpTo(gpus: number): readonly number[] {
  const sizes = Array.from({ length: gpus }, (_, at) => at + 1);
  // With many GPUs only the sizes that people ask for.
  return gpus <= 8
    ? sizes
    : sizes.filter((size) => size === gpus || Number.isInteger(Math.log2(size)));
}

function headsWords(heads: number, kvHeads: number, size: number): string {
  const copied = kvHeads < size ? `, each KV head on ${size / kvHeads} GPUs` : '';
  return `${heads / size} of ${heads} heads and ${perGpu(kvHeads, size)} of ${kvHeads} KV heads a GPU${copied}`;
}

function perGpu(kvHeads: number, size: number): number {
  return Math.max(1, kvHeads / size);
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}
