/** What a recipe's first lines say of it. */
import { gpusOf } from './parallelism';
import type { Recipe } from './recipe';

export function summaryLines({ deployment, plan }: Recipe): readonly string[] {
  const { gpus, gpuMemory } = deployment;
  const cards = `${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'} of ${gpuMemory} GB`;
  const idle = plan.idleGpus === 0 ? '' : `; ${gpusOf(plan.split)} of them are used`;
  return [
    `For ${cards}${idle}: ${splitWords(plan.split)}.`,
    `The cache holds ${plan.cacheTokens.toLocaleString('en-US')} tokens${
      plan.split.data > 1 ? ' in each copy' : ''
    }: ${fullContexts(plan)} requests of the full ${plan.context.toLocaleString('en-US')} at a time.`,
  ];
}

/** How many full contexts one copy's cache holds, to a tenth. */
export function fullContexts({ cacheTokens, context }: Recipe['plan']): string {
  return Math.max(0, Math.floor((cacheTokens / context) * 10) / 10).toFixed(1);
}

export function splitWords({ tensor, pipeline, data }: Recipe['plan']['split']): string {
  const parts = [
    ...(tensor > 1 ? [`tensor parallel over ${tensor}`] : []),
    ...(pipeline > 1 ? [`a pipeline of ${pipeline}`] : []),
    ...(data > 1 ? [`${data} copies`] : []),
  ];
  return parts.length === 0 ? 'all on one GPU' : parts.join(', ');
}
