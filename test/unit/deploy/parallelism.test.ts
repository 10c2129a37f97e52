import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bytesOfGpu,
  fixedBytes,
  kvBytesPerToken,
  measureMemory,
  usableBytes,
} from '../../../src/deploy/memory';
import { findModel } from '../../../src/deploy/modelArchitectures';
import type { ModelShape } from '../../../src/deploy/modelShape';
import {
  legalSplits,
  place,
  problemWithTensorSize,
  shortestContext,
} from '../../../src/deploy/parallelism';
import { drawnModel } from '../../support/drawnModels';

function shapeOf(name: string): ModelShape {
  const found = findModel(name);
  if (!found) throw new Error(name);
  return found.shape;
}

const none = { slots: 0, rank: 32 };

function placed(name: string, gpus: number, gigabytes: number, context = 32_768) {
  return place(
    shapeOf(name),
    { gpus, gpuBytes: bytesOfGpu(gigabytes) },
    { context, adapters: none },
  );
}

describe('tensor parallelism', () => {
  it.each([
    // 40 heads, 8 KV heads.
    ['qwen2.5-coder-32b-instruct', [1, 2, 4, 8]],
    // 28 heads, 4 KV heads: seven divide the heads and go with no KV head.
    ['qwen2.5-coder-7b-instruct', [1, 2, 4]],
    // 12 heads, 2 KV heads, which four GPUs have twice.
    ['qwen2.5-coder-1.5b-instruct', [1, 2, 4]],
    // 14 heads, 2 KV heads.
    ['qwen2.5-coder-0.5b-instruct', [1, 2]],
    // Groups of 128 in 18,944: eight GPUs would cut through them.
    ['qwen2.5-coder-7b-instruct-awq', [1, 2, 4]],
    ['qwen2.5-coder-32b-instruct-awq', [1, 2, 4, 8]],
    // Blocks of 128 in 768: three of six heads, but no more than two GPUs.
    ['qwen3-coder-30b-a3b-instruct-fp8', [1, 2]],
    ['qwen3-coder-30b-a3b-instruct', [1, 2, 4, 8]],
    ['qwen3-coder-480b-a35b-instruct-fp8', [1, 2, 4]],
    ['gpt-oss-20b', [1, 2, 4, 8]],
  ])('of %s is one of %j', (name, sizes) => {
    const possible = [1, 2, 3, 4, 5, 6, 7, 8].filter(
      (size) => problemWithTensorSize(shapeOf(name), size) === undefined,
    );
    expect(possible).toEqual(sizes);
  });

  it('of three is nothing for a model of 40 heads', () => {
    expect(problemWithTensorSize(shapeOf('qwen2.5-coder-32b-instruct'), 3)).toBe('heads');
    const three = placed('qwen2.5-coder-32b-instruct', 3, 80);
    expect(three).toMatchObject({
      kind: 'plan',
      split: { tensor: 2, pipeline: 1, data: 1 },
      idleGpus: 1,
    });
  });
});

describe('the memory of a GPU', () => {
  it('has the weights of Qwen2.5-Coder-32B as they are on the hub, cut in four', () => {
    const { weights } = measureMemory(
      shapeOf('qwen2.5-coder-32b-instruct'),
      { tensor: 4, pipeline: 1, data: 1 },
      { context: 1, adapters: none },
    );
    // 65.5 GB in all.
    expect(weights / 1e9).toBeCloseTo(65.5 / 4, 1);
  });

  it.each([
    // 2 × 8 KV heads × 128 × 64 layers × 2 bytes.
    ['qwen2.5-coder-32b-instruct', 1, 262_144],
    ['qwen2.5-coder-32b-instruct', 4, 65_536],
    ['qwen2.5-coder-32b-instruct', 8, 32_768],
    ['qwen2.5-coder-7b-instruct', 1, 57_344],
    // Two KV heads: four GPUs have a whole one each.
    ['qwen2.5-coder-1.5b-instruct', 4, 14_336],
    // A latent vector of 512 + 64 in 27 layers, on every GPU.
    ['deepseek-coder-v2-lite-instruct', 1, 31_104],
    ['deepseek-coder-v2-lite-instruct', 4, 31_104],
  ])('has for a token of %s over %i GPUs %i bytes of cache', (name, tensor, bytes) => {
    expect(kvBytesPerToken(shapeOf(name), tensor)).toBe(bytes);
  });

  it('has room for as many adapters as answer at a time, of the highest rank', () => {
    const bytes = (slots: number, rank: number): number =>
      measureMemory(
        shapeOf('qwen2.5-coder-7b-instruct'),
        { tensor: 1, pipeline: 1, data: 1 },
        { context: 1, adapters: { slots, rank } },
      ).adapters;
    expect(bytes(0, 32)).toBe(0);
    expect(bytes(4, 32)).toBe(4 * bytes(1, 32));
    expect(bytes(1, 64)).toBe(2 * bytes(1, 32));
    // An adapter of rank 32 in all matrices of this model is a file of 161 MB.
    expect(bytes(1, 32) / 1e6).toBeCloseTo(161.5, 0);
  });
});

describe('a machine', () => {
  it.each([
    ['qwen2.5-coder-7b-instruct', 1, 24, [1, 1, 1]],
    ['qwen2.5-coder-32b-instruct', 4, 24, [4, 1, 1]],
    ['qwen2.5-coder-32b-instruct', 4, 48, [4, 1, 1]],
    // One copy on two GPUs has room for eight contexts: two copies serve more.
    ['qwen2.5-coder-32b-instruct', 4, 80, [2, 1, 2]],
    ['qwen2.5-coder-32b-instruct', 3, 48, [1, 3, 1]],
    ['qwen2.5-coder-1.5b-instruct', 3, 24, [1, 1, 3]],
    // Experts are cut through all copies, too, where blocks of 128 forbid it.
    ['qwen3-coder-30b-a3b-instruct-fp8', 4, 24, [2, 2, 1]],
    ['qwen3-coder-480b-a35b-instruct-fp8', 8, 80, [4, 2, 1]],
  ])('serves %s on %i × %i GB as %j', (name, gpus, gigabytes, [tensor, pipeline, data]) => {
    expect(placed(name, gpus, gigabytes)).toMatchObject({
      kind: 'plan',
      split: { tensor, pipeline, data },
    });
  });

  it('that holds the model and not the context offers a shorter one', () => {
    const placement = placed('meta-llama/Llama-3.1-8B-Instruct', 1, 24, 131_072);
    expect(placement).toMatchObject({ kind: 'shorter context', wanted: 131_072 });
    if (placement.kind !== 'shorter context') return;
    expect(placement.plan.context).toBeGreaterThanOrEqual(shortestContext);
    expect(placement.plan.context).toBeLessThanOrEqual(placement.plan.cacheTokens);
  });

  it('that is too small says what the best split lacks', () => {
    const placement = placed('qwen2.5-coder-32b-instruct', 2, 24);
    expect(placement).toMatchObject({ kind: 'too large', usableBytes: 21.6e9 });
    if (placement.kind !== 'too large') return;
    expect(placement.neededBytes / 1e9).toBeCloseTo(35.3, 1);
  });

  const loads = fc.record({
    context: fc.integer({ min: 1024, max: 300_000 }),
    adapters: fc.record({
      slots: fc.integer({ min: 0, max: 4 }),
      rank: fc.constantFrom(8, 32, 64),
    }),
  });

  it('is never asked for a size that is not legal, nor for more than it has', () => {
    const gpus = fc.integer({ min: 1, max: 16 });
    const gigabytes = fc.integer({ min: 1, max: 200 });
    fc.assert(
      fc.property(drawnModel, gpus, gigabytes, loads, (model, count, memory, load) => {
        const gpuBytes = bytesOfGpu(memory);
        const placement = place(model, { gpus: count, gpuBytes }, load);
        if (placement.kind === 'too large') {
          expect(placement.neededBytes).toBeGreaterThan(placement.usableBytes);
          return;
        }
        const plan = placement.kind === 'plan' ? placement : placement.plan;
        const { tensor, pipeline, data } = plan.split;
        expect(model.heads % tensor).toBe(0);
        expect(model.kvHeads % tensor === 0 || tensor % model.kvHeads === 0).toBe(true);
        expect(pipeline).toBeLessThanOrEqual(model.layers);
        expect(tensor * pipeline * data + plan.idleGpus).toBe(count);
        expect(plan.idleGpus).toBeGreaterThanOrEqual(0);
        expect(plan.context).toBeLessThanOrEqual(load.context);
        const use = measureMemory(model, plan.split, load);
        const bytes = fixedBytes(use) + plan.context * use.kvPerToken;
        expect(bytes).toBeLessThanOrEqual(usableBytes(gpuBytes));
        expect(usableBytes(gpuBytes)).toBeLessThan(gpuBytes);
      }),
      { numRuns: 500 },
    );
  });

  it('has a way to use one GPU, whatever the model', () => {
    fc.assert(
      fc.property(drawnModel, fc.integer({ min: 1, max: 16 }), (model, gpus) => {
        expect(legalSplits(model, gpus)).toContainEqual({
          tensor: 1,
          pipeline: 1,
          data: expect.any(Number) as number,
        });
      }),
    );
  });
});
