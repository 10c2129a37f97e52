/** A server that somebody wants, and how it is to be started. */
import { bytesOfGpu, type Load } from './memory';
import { familyOf, type Family } from './modelFamily';
import type { ModelShape } from './modelShape';
import { place, type Placement, type Plan } from './parallelism';

/** The release that the recipes are for: those before 0.30 can die of a bad grammar. */
export const vllmRelease = '0.32.0';

export interface ServedModel {
  /** On the model hub, or the path of a folder. */
  readonly name: string;
  readonly place: 'hub' | 'folder';
  readonly shape: ModelShape;
}

export interface Adapter {
  readonly name: string;
  readonly path: string;
}

export interface Deployment {
  readonly model: ServedModel;
  readonly gpus: number;
  /** Of one GPU, as it is sold. */
  readonly gpuMemory: number;
  /** Tokens of prompt and answer together; where none is wanted, as many as are usual. */
  readonly context?: number | undefined;
  readonly adapters: readonly Adapter[];
  readonly reasoning: 'on' | 'off';
  readonly tools: 'on' | 'off';
  readonly speculation: 'on' | 'off';
  /** Where `VLLM_API_KEY=…` stands; it is never read here. */
  readonly keyFile?: string | undefined;
}

/** What was asked for and is not done. */
export type Remark =
  | { readonly kind: 'shorter context'; readonly wanted: number; readonly context: number }
  | { readonly kind: 'idle GPUs'; readonly count: number }
  | { readonly kind: 'no reasoning parser' }
  | { readonly kind: 'no tool parser' }
  | { readonly kind: 'no speculation in a pipeline' }
  | { readonly kind: 'nothing guards the server' };

export interface Recipe {
  readonly kind: 'recipe';
  readonly deployment: Deployment;
  readonly plan: Plan;
  readonly load: Load;
  readonly family: Family;
  readonly remarks: readonly Remark[];
}

export interface Refusal {
  readonly kind: 'impossible';
  readonly why: Impossible;
  readonly deployment: Deployment;
  readonly load: Load;
}

export type PlannedDeployment = Recipe | Refusal;

export type Impossible =
  | Exclude<Placement, Plan>
  | { readonly kind: 'beyond the model'; readonly wanted: number; readonly maxContext: number };

/** Where nobody says how long a context shall be. */
export const usualContext = 32_768;
/** Adapters that answer in one step; more take turns. */
const mostSlots = 4;
/** Of most adapters that are trained; vLLM refuses those of a higher one. */
export const adapterRank = 32;

export function planDeployment(deployment: Deployment): PlannedDeployment {
  const { model, gpus, gpuMemory, speculation } = deployment;
  const { shape } = model;
  const limit = shape.maxContext ?? Infinity;
  const wanted = deployment.context ?? Math.min(usualContext, limit);
  if (wanted > limit) {
    const why = { kind: 'beyond the model', wanted, maxContext: limit } as const;
    return { kind: 'impossible', why, deployment, load: loadOf(deployment, wanted) };
  }
  const load = loadOf(deployment, wanted);
  const placement = place(shape, { gpus, gpuBytes: bytesOfGpu(gpuMemory) }, load);
  // Only a context that nobody named may be shortened.
  const named = deployment.context !== undefined;
  if (placement.kind === 'too large' || (placement.kind === 'shorter context' && named)) {
    return { kind: 'impossible', why: placement, deployment, load };
  }
  const plan = placement.kind === 'plan' ? placement : placement.plan;
  const family = familyOf(shape.type, model.name);
  const remarks: readonly Remark[] = [
    ...(plan.context < wanted
      ? [{ kind: 'shorter context', wanted, context: plan.context } as const]
      : []),
    ...(plan.idleGpus > 0 ? [{ kind: 'idle GPUs', count: plan.idleGpus } as const] : []),
    ...(deployment.reasoning === 'on' && family.reasoningParser === undefined
      ? [{ kind: 'no reasoning parser' } as const]
      : []),
    ...(deployment.tools === 'on' && family.toolParser === undefined
      ? [{ kind: 'no tool parser' } as const]
      : []),
    ...(speculation === 'on' && plan.split.pipeline > 1
      ? [{ kind: 'no speculation in a pipeline' } as const]
      : []),
    ...(deployment.keyFile === undefined ? [{ kind: 'nothing guards the server' } as const] : []),
  ];
  const context = plan.context;
  return { kind: 'recipe', deployment, plan, load: { ...load, context }, family, remarks };
}

function loadOf({ adapters }: Deployment, context: number): Load {
  return { context, adapters: { slots: Math.min(adapters.length, mostSlots), rank: adapterRank } };
}
