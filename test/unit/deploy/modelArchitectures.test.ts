import { describe, expect, it } from 'vitest';
import { findModel, knownModels } from '../../../src/deploy/modelArchitectures';
import { countParameters } from '../../../src/deploy/parameters';

describe('a model of the table', () => {
  it.each(knownModels.map((model) => [model.id, model] as const))(
    '%s has numbers that add up to what its makers tell',
    (_, { shape, billions }) => {
      const counted = countParameters(shape).total / 1e9;
      expect(Math.abs(counted - billions) / billions).toBeLessThan(0.012);
    },
  );

  it.each(knownModels.map((model) => [model.id, model] as const))(
    '%s has a source of its own and heads that fit each other',
    (id, { shape, source }) => {
      expect(source).toBe(`https://huggingface.co/${id}/blob/main/config.json`);
      expect(shape.heads % shape.kvHeads).toBe(0);
      expect(Number.isInteger(shape.headDim)).toBe(true);
    },
  );

  it('is there once', () => {
    const ids = knownModels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThan(20);
  });

  it('is found by its name, with or without whose it is', () => {
    const id = 'Qwen/Qwen2.5-Coder-32B-Instruct';
    expect(findModel(id)?.id).toBe(id);
    expect(findModel(' qwen2.5-coder-32b-instruct ')?.id).toBe(id);
    expect(findModel('coder')).toBeUndefined();
    expect(findModel('')).toBeUndefined();
  });
});
