/** A sentence for whatever stands in the way of a recipe, and for what it leaves out. */
import { countParameters } from './parameters';
import { utilization } from './memory';
import type { Deployment, Impossible, Remark } from './recipe';

export function wordsForImpossible(why: Impossible, deployment: Deployment): string {
  const { model, gpus, gpuMemory } = deployment;
  const machine = `${gpus} ${gpus === 1 ? 'GPU' : 'GPUs'} of ${gpuMemory} GB`;
  switch (why.kind) {
    case 'beyond the model':
      return `${model.name} knows contexts of up to ${why.maxContext} tokens, not of ${why.wanted}`;
    case 'shorter context':
      return `a context of ${why.wanted} tokens does not fit on ${machine}; ${why.plan.context} would`;
    case 'too large': {
      const missing = (why.neededBytes - why.usableBytes) / utilization;
      const eight = (countParameters(model.shape).total / 1e9).toFixed(0);
      const smaller =
        model.shape.format.bitsPerWeight > 8
          ? `; with weights of 8 bits it takes ${eight} GB, with 4 bits half of that`
          : '';
      return `${model.name} does not fit on ${machine}: each GPU lacks ${gigabytes(missing)} GB (${gigabytes(why.neededBytes)} GB are needed, ${gigabytes(why.usableBytes)} GB may be used)${smaller}`;
    }
  }
}

export function wordsForRemark(remark: Remark, { model }: Deployment): string {
  switch (remark.kind) {
    case 'shorter context':
      return `the context is ${remark.context} tokens: ${remark.wanted} do not fit`;
    case 'idle GPUs':
      return `${remark.count} ${remark.count === 1 ? 'GPU stays' : 'GPUs stay'} idle: no split over all of them has as much room`;
    case 'no reasoning parser':
      return `no reasoning parser: ${model.name} is not known to think`;
    case 'no tool parser':
      return `no tool parser: none is known for ${model.name}`;
    case 'no speculation in a pipeline':
      return 'no speculation: vLLM does not combine it with a pipeline';
    case 'nothing guards the server':
      return 'no key: whoever reaches the server may use it (--key-file FILE)';
  }
}

/** As GPUs are sold. */
function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1);
}
