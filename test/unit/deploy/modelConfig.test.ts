import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findModel } from '../../../src/deploy/modelArchitectures';
import { readModelConfig } from '../../../src/deploy/modelConfig';

const qwen32b = {
  model_type: 'qwen2',
  hidden_size: 5120,
  intermediate_size: 27648,
  num_attention_heads: 40,
  num_hidden_layers: 64,
  num_key_value_heads: 8,
  max_position_embeddings: 32768,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
  vocab_size: 152064,
};

function read(config: object) {
  return readModelConfig(JSON.stringify(config));
}

function shapeOf(config: object) {
  const answer = read(config);
  if (answer.kind === 'problem') throw new Error(answer.words);
  return answer.shape;
}

function problemOf(config: object) {
  const answer = read(config);
  return answer.kind === 'problem' ? answer.words : undefined;
}

describe('a config.json', () => {
  it('says of a model what the table says', () => {
    const known = findModel('Qwen/Qwen2.5-Coder-32B-Instruct');
    expect(shapeOf(qwen32b)).toEqual({ ...known?.shape, experts: undefined, latent: undefined });
  });

  it('has the numbers of a model that sees images one level deeper', () => {
    const { model_type: type, ...numbers } = qwen32b;
    const shape = shapeOf({
      model_type: 'mistral3',
      text_config: { ...numbers, model_type: type },
    });
    expect(shape).toEqual(shapeOf(qwen32b));
  });

  it('has as many KV heads as heads where it names none, and heads as wide as they come', () => {
    const config = { ...qwen32b, num_key_value_heads: undefined };
    expect(shapeOf(config)).toMatchObject({ kvHeads: 40, headDim: 128 });
    expect(shapeOf({ ...config, head_dim: 64 })).toMatchObject({ headDim: 64 });
  });

  it.each([
    [{ quant_method: 'awq', bits: 4, group_size: 128 }, 'awq', 4 + 20 / 128, 128],
    [{ quant_method: 'gptq', bits: 8, group_size: -1 }, 'gptq', 8, undefined],
    [{ quant_method: 'fp8', weight_block_size: [128, 128] }, 'fp8', 8, 128],
    [{ quant_method: 'fp8' }, 'fp8', 8, undefined],
    [{ quant_method: 'mxfp4' }, 'mxfp4', 4.25, undefined],
    [
      {
        quant_method: 'compressed-tensors',
        config_groups: { group_0: { weights: { num_bits: 8, type: 'float' } } },
      },
      'fp8',
      8,
      undefined,
    ],
    [
      {
        quant_method: 'compressed-tensors',
        config_groups: { group_0: { weights: { num_bits: 4, type: 'int', group_size: 32 } } },
      },
      'int4',
      4 + 20 / 32,
      32,
    ],
  ])('with %j is smaller by it', (quantization, name, bitsPerWeight, groupSize) => {
    const { format } = shapeOf({ ...qwen32b, quantization_config: quantization });
    expect(format).toMatchObject({ name, bitsPerWeight });
    expect(format.groupSize).toBe(groupSize);
  });

  it('of experts has them counted, shared ones and dense layers as well', () => {
    const { experts, latent } = shapeOf({
      ...{ model_type: 'deepseek_v2', hidden_size: 2048, intermediate_size: 10944 },
      ...{ num_attention_heads: 16, num_key_value_heads: 16, num_hidden_layers: 27 },
      ...{ vocab_size: 102400, n_routed_experts: 64, n_shared_experts: 2, num_experts_per_tok: 6 },
      ...{ moe_intermediate_size: 1408, first_k_dense_replace: 1, q_lora_rank: null },
      ...{ kv_lora_rank: 512, qk_rope_head_dim: 64, qk_nope_head_dim: 128, v_head_dim: 128 },
    });
    const known = findModel('deepseek-ai/DeepSeek-Coder-V2-Lite-Instruct');
    expect(experts).toEqual(known?.shape.experts);
    expect(latent).toEqual(known?.shape.latent);
  });

  it.each([
    ['num_attention_heads', 'it has no num_attention_heads'],
    ['num_hidden_layers', 'it has no num_hidden_layers'],
    ['hidden_size', 'it has no hidden_size'],
    ['intermediate_size', 'it has no intermediate_size'],
    ['vocab_size', 'it has no vocab_size'],
  ])('without %s says so', (name, words) => {
    expect(
      problemOf(Object.fromEntries(Object.entries(qwen32b).filter(([key]) => key !== name))),
    ).toBe(words);
    expect(problemOf({ ...qwen32b, [name]: null })).toBe(words);
  });

  it.each([
    [{ num_attention_heads: '40' }, 'its num_attention_heads is not usable'],
    [{ num_attention_heads: 0 }, 'its num_attention_heads is not usable'],
    [{ num_hidden_layers: 1e9 }, 'its num_hidden_layers is not usable'],
    [
      { num_key_value_heads: 7 },
      'its num_attention_heads (40) are no multiple of its num_key_value_heads (7)',
    ],
    [{ num_attention_heads: 48 }, 'its hidden_size (5120) is no multiple of its heads (48)'],
    [
      { quantization_config: { quant_method: 'of-its-own' } },
      'its quantization_config is of a kind whose size is not known here',
    ],
  ])('with %j is refused in a sentence', (wrong, words) => {
    expect(problemOf({ ...qwen32b, ...wrong })).toBe(words);
  });

  it.each([
    ['', 'it is not JSON'],
    ['{', 'it is not JSON'],
    ['[]', 'it is not an object'],
    ['null', 'it is not an object'],
    ['"x"', 'it is not an object'],
    [`"${'x'.repeat(1_000_001)}"`, 'it is too long for a config.json'],
  ])('that is none is refused in a sentence', (text, words) => {
    expect(readModelConfig(text)).toEqual({ kind: 'problem', words });
  });

  it('of any content is read or refused, never an error', () => {
    const name = fc.constantFrom(
      ...Object.keys(qwen32b),
      'text_config',
      'quantization_config',
      'num_experts',
    );
    fc.assert(
      fc.property(fc.dictionary(name, fc.jsonValue()), (changes) => {
        expect(['shape', 'problem']).toContain(read({ ...qwen32b, ...changes }).kind);
      }),
    );
  });
});
