import fc from 'fast-check';
import type { ModelShape } from '../../src/deploy/modelShape';
import { bf16, mxfp4 } from '../../src/deploy/modelShape';

const dense: fc.Arbitrary<ModelShape> = fc.record({
  type: fc.constantFrom('qwen2', 'llama', 'mistral', 'other'),
  hiddenSize: fc.integer({ min: 1, max: 20_000 }),
  layers: fc.integer({ min: 1, max: 130 }),
  heads: fc.integer({ min: 1, max: 128 }),
  kvHeads: fc.integer({ min: 1, max: 128 }),
  headDim: fc.constantFrom(64, 80, 128, 256),
  intermediateSize: fc.integer({ min: 1, max: 60_000 }),
  mlp: fc.constantFrom('gated', 'plain'),
  vocabSize: fc.integer({ min: 1, max: 300_000 }),
  embeddings: fc.constantFrom('tied', 'separate'),
  format: fc.constantFrom(bf16, mxfp4, {
    name: 'awq',
    bitsPerWeight: 4.2,
    groupSize: 128,
    covers: 'all',
  } as const),
});

const experts: fc.Arbitrary<ModelShape['experts']> = fc.option(
  fc.record({
    count: fc.integer({ min: 2, max: 256 }),
    active: fc.integer({ min: 1, max: 8 }),
    intermediateSize: fc.integer({ min: 1, max: 5000 }),
    sharedIntermediateSize: fc.integer({ min: 0, max: 5000 }),
    denseLayers: fc.integer({ min: 0, max: 1 }),
  }),
  { nil: undefined },
);

/** Models of any numbers, most of which nobody trained. */
export const drawnModel: fc.Arbitrary<ModelShape> = fc
  .tuple(dense, experts)
  .map(([shape, those]) => ({ ...shape, experts: those }));
