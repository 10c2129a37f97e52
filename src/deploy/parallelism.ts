/** How a model is spread over GPUs: only in ways that vLLM accepts and that fit. */
import {
  cacheTokens,
  fixedBytes,
  measureMemory,
  usableBytes,
  type Load,
  type MemoryUse,
  type Split,
} from './memory';
import type { ModelShape } from './modelShape';

export interface Machine {
  readonly gpus: number;
  /** Of one GPU. */
  readonly gpuBytes: number;
}

export interface Plan {
  readonly kind: 'plan';
  readonly split: Split;
  readonly context: number;
  readonly memory: MemoryUse;
  /** Tokens that the cache of one copy of the model holds. */
  readonly cacheTokens: number;
  readonly idleGpus: number;
}

/** The model fits, the wanted context does not. */
export interface ShorterContext {
  readonly kind: 'shorter context';
  readonly wanted: number;
  /** The longest that fits, with its plan. */
  readonly plan: Plan;
}

/** The model does not fit, however it is split. */
export interface TooLarge {
  readonly kind: 'too large';
  /** What the fullest GPU would need in the best split, at the shortest context. */
  readonly neededBytes: number;
  readonly usableBytes: number;
  /** That split; its cache holds less than the shortest context. */
  readonly plan: Plan;
}

export type Placement = Plan | ShorterContext | TooLarge;

/** Full contexts that a team's requests should find room for before GPUs go to further copies. */
export const comfortableContexts = 4;
/** Below this nothing is proposed: a file and an answer do not fit. */
export const shortestContext = 4096;

const contextStep = 1024;

/** Why a tensor-parallel size is not possible for a model; nothing where it is. */
export type SplitProblem = 'heads' | 'KV heads' | 'intermediate size' | 'quantization group';

/** Sources: vLLM's `config/model.py` (heads), its layers (sizes that are cut), its quantization methods (groups). */
export function problemWithTensorSize(model: ModelShape, size: number): SplitProblem | undefined {
  const { heads, kvHeads } = model;
  if (heads % size !== 0) return 'heads';
  if (kvHeads % size !== 0 && size % kvHeads !== 0) return 'KV heads';
  return problemWithSizes(model, size);
}

function problemWithSizes(model: ModelShape, size: number): SplitProblem | undefined {
  const { experts, format } = model;
  const sizes = [
    ...(experts === undefined || experts.denseLayers > 0 ? [model.intermediateSize] : []),
    ...(experts ? [experts.intermediateSize, experts.sharedIntermediateSize] : []),
  ];
  // Weights in groups of 32 are padded.
  if (format.name !== 'mxfp4' && sizes.some((each) => each % size !== 0)) {
    return 'intermediate size';
  }
  const { groupSize } = format;
  if (size > 1 && groupSize !== undefined && format.name !== 'mxfp4') {
    if (sizes.some((each) => (each / size) % groupSize !== 0)) return 'quantization group';
  }
  return undefined;
}

/** Every way to spread a model over the GPUs, idle ones allowed. */
export function legalSplits(model: ModelShape, gpus: number): readonly Split[] {
  const splits: Split[] = [];
  for (let tensor = 1; tensor <= gpus; tensor++) {
    if (problemWithTensorSize(model, tensor)) continue;
    const stages = Math.min(Math.floor(gpus / tensor), model.layers);
    for (let pipeline = 1; pipeline <= stages; pipeline++) {
      const copies = Math.floor(gpus / (tensor * pipeline));
      splits.push({ tensor, pipeline, data: copiesOf(model, tensor, copies) });
    }
  }
  return splits;
}

/** vLLM cuts experts through all copies of a model, so that their sizes have a say in the number. */
function copiesOf(model: ModelShape, tensor: number, most: number): number {
  if (!model.experts) return most;
  let copies = most;
  while (copies > 1 && problemWithSizes(model, tensor * copies)) copies--;
  return copies;
}

/** The best way to serve a model on a machine. */
export function place(model: ModelShape, machine: Machine, load: Load): Placement {
  const plans = legalSplits(model, machine.gpus).map((split) =>
    planOf(model, machine, load, split),
  );
  const fitting = plans.filter((plan) => plan.cacheTokens >= load.context);
  const best = [...fitting].sort(byPreference)[0];
  if (best) return best;
  const [roomiest] = [...plans].sort((one, other) => other.cacheTokens - one.cacheTokens);
  // One GPU alone is always legal.
  if (!roomiest) throw new Error('a machine has at least one GPU');
  const longest = Math.floor(roomiest.cacheTokens / contextStep) * contextStep;
  if (longest >= shortestContext && longest < load.context) {
    return {
      kind: 'shorter context',
      wanted: load.context,
      plan: { ...roomiest, context: longest },
    };
  }
  const context = Math.min(load.context, shortestContext);
  const needs = plans.map((plan) => ({
    plan: { ...plan, context },
    bytes: fixedBytes(plan.memory) + context * plan.memory.kvPerToken,
  }));
  const least = needs.reduce((one, other) => (other.bytes < one.bytes ? other : one));
  return {
    kind: 'too large',
    neededBytes: least.bytes,
    usableBytes: usableBytes(machine.gpuBytes),
    plan: least.plan,
  };
}

function planOf(model: ModelShape, machine: Machine, load: Load, split: Split): Plan {
  const memory = measureMemory(model, split, load);
  return {
    kind: 'plan',
    split,
    context: load.context,
    memory,
    cacheTokens: cacheTokens(memory, usableBytes(machine.gpuBytes)),
    idleGpus: machine.gpus - gpusOf(split),
  };
}

export function gpusOf({ tensor, pipeline, data }: Split): number {
  return tensor * pipeline * data;
}

/**
 * Room for several requests first. Then no pipeline, which adds a hop to every token; then as many
 * GPUs at work as can be; then copies instead of wider ones, which wait for each other in every layer.
 */
function byPreference(one: Plan, other: Plan): number {
  const roomy = Number(isRoomy(other)) - Number(isRoomy(one));
  if (roomy !== 0) return roomy;
  if (!isRoomy(one)) return roomOf(other) - roomOf(one);
  return (
    one.split.pipeline - other.split.pipeline ||
    one.idleGpus - other.idleGpus ||
    one.split.tensor - other.split.tensor
  );
}

function isRoomy(plan: Plan): boolean {
  return plan.cacheTokens >= comfortableContexts * plan.context;
}

function roomOf({ split, cacheTokens: tokens }: Plan): number {
  return split.data * tokens;
}
