/** Coder models that teams serve, with the numbers of their `config.json`. */
import { bf16, mxfp4, type ModelShape, type WeightFormat } from './modelShape';

export interface KnownModel {
  /** On the model hub. */
  readonly id: string;
  readonly shape: ModelShape;
  /** As its makers tell it, in 10⁹; the numbers above have to add up to it. */
  readonly billions: number;
  /** Where the numbers stand. */
  readonly source: string;
}

const configOf = (id: string): string => `https://huggingface.co/${id}/blob/main/config.json`;

/** Four bits with a scale and a zero for each group of 128, as AutoAWQ and GPTQModel write it. */
const awq: WeightFormat = {
  name: 'awq',
  bitsPerWeight: 4 + (16 + 4) / 128,
  groupSize: 128,
  covers: 'all',
};
const fp8Blocks: WeightFormat = { name: 'fp8', bitsPerWeight: 8, groupSize: 128, covers: 'all' };

type Dense = Omit<ModelShape, 'type' | 'headDim' | 'mlp' | 'format'> & {
  readonly headDim?: number;
};

function dense(
  type: string,
  id: string,
  billions: number,
  shape: Dense,
  mlp: ModelShape['mlp'] = 'gated',
): KnownModel {
  const headDim = shape.headDim ?? shape.hiddenSize / shape.heads;
  return {
    id,
    billions,
    source: configOf(id),
    shape: { ...shape, type, headDim, mlp, format: bf16 },
  };
}

function inFormat({ shape, billions }: KnownModel, id: string, format: WeightFormat): KnownModel {
  return { id, billions, source: configOf(id), shape: { ...shape, format } };
}

const tied = { embeddings: 'tied' } as const;
const separate = { embeddings: 'separate' } as const;

const qwen25 = { kvHeads: 2, vocabSize: 151_936, maxContext: 32_768, ...tied };
const qwen25Large = { vocabSize: 152_064, maxContext: 32_768, ...separate };
const qwen7b = dense('qwen2', 'Qwen/Qwen2.5-Coder-7B-Instruct', 7.61, {
  ...{ hiddenSize: 3584, layers: 28, heads: 28, kvHeads: 4, intermediateSize: 18_944 },
  ...qwen25Large,
});
const qwen14b = dense('qwen2', 'Qwen/Qwen2.5-Coder-14B-Instruct', 14.7, {
  ...{ hiddenSize: 5120, layers: 48, heads: 40, kvHeads: 8, intermediateSize: 13_824 },
  ...qwen25Large,
});
const qwen32b = dense('qwen2', 'Qwen/Qwen2.5-Coder-32B-Instruct', 32.5, {
  ...{ hiddenSize: 5120, layers: 64, heads: 40, kvHeads: 8, intermediateSize: 27_648 },
  ...qwen25Large,
});

const qwen3Coder = {
  type: 'qwen3_moe',
  headDim: 128,
  mlp: 'gated',
  vocabSize: 151_936,
  maxContext: 262_144,
  format: bf16,
  ...separate,
} as const;
const qwen3Coder30b: KnownModel = {
  id: 'Qwen/Qwen3-Coder-30B-A3B-Instruct',
  billions: 30.5,
  source: configOf('Qwen/Qwen3-Coder-30B-A3B-Instruct'),
  shape: {
    ...qwen3Coder,
    ...{ hiddenSize: 2048, layers: 48, heads: 32, kvHeads: 4, intermediateSize: 6144 },
    experts: {
      ...{ count: 128, active: 8, intermediateSize: 768, sharedIntermediateSize: 0 },
      denseLayers: 0,
    },
  },
};
const qwen3Coder480b: KnownModel = {
  id: 'Qwen/Qwen3-Coder-480B-A35B-Instruct',
  billions: 480,
  source: configOf('Qwen/Qwen3-Coder-480B-A35B-Instruct'),
  shape: {
    ...qwen3Coder,
    ...{ hiddenSize: 6144, layers: 62, heads: 96, kvHeads: 8, intermediateSize: 8192 },
    experts: {
      ...{ count: 160, active: 8, intermediateSize: 2560, sharedIntermediateSize: 0 },
      denseLayers: 0,
    },
  },
};

const devstral: Dense = {
  ...{ hiddenSize: 5120, layers: 40, heads: 32, kvHeads: 8, headDim: 128 },
  ...{ intermediateSize: 32_768, vocabSize: 131_072, maxContext: 131_072, ...separate },
};

function gptOss(id: string, billions: number, layers: number, count: number): KnownModel {
  return {
    id,
    billions,
    source: configOf(id),
    shape: {
      ...{ type: 'gpt_oss', hiddenSize: 2880, layers, heads: 64, kvHeads: 8, headDim: 64 },
      ...{ intermediateSize: 2880, mlp: 'gated', vocabSize: 201_088, maxContext: 131_072 },
      ...separate,
      experts: {
        ...{ count, active: 4, intermediateSize: 2880, sharedIntermediateSize: 0 },
        denseLayers: 0,
      },
      format: mxfp4,
    },
  };
}

/** The newest of a family last. */
export const knownModels: readonly KnownModel[] = [
  dense('qwen2', 'Qwen/Qwen2.5-Coder-0.5B-Instruct', 0.49, {
    ...{ hiddenSize: 896, layers: 24, heads: 14, intermediateSize: 4864 },
    ...qwen25,
  }),
  dense('qwen2', 'Qwen/Qwen2.5-Coder-1.5B-Instruct', 1.54, {
    ...{ hiddenSize: 1536, layers: 28, heads: 12, intermediateSize: 8960 },
    ...qwen25,
  }),
  dense('qwen2', 'Qwen/Qwen2.5-Coder-3B-Instruct', 3.09, {
    ...{ hiddenSize: 2048, layers: 36, heads: 16, intermediateSize: 11_008 },
    ...qwen25,
  }),
  qwen7b,
  qwen14b,
  qwen32b,
  inFormat(qwen7b, 'Qwen/Qwen2.5-Coder-7B-Instruct-AWQ', awq),
  inFormat(qwen14b, 'Qwen/Qwen2.5-Coder-14B-Instruct-AWQ', awq),
  inFormat(qwen32b, 'Qwen/Qwen2.5-Coder-32B-Instruct-AWQ', awq),
  qwen3Coder30b,
  inFormat(qwen3Coder30b, 'Qwen/Qwen3-Coder-30B-A3B-Instruct-FP8', fp8Blocks),
  qwen3Coder480b,
  inFormat(qwen3Coder480b, 'Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8', fp8Blocks),
  dense('mistral', 'mistralai/Devstral-Small-2505', 23.6, devstral),
  dense('mistral', 'mistralai/Devstral-Small-2507', 23.6, devstral),
  dense('mistral', 'mistralai/Codestral-22B-v0.1', 22.2, {
    ...{ hiddenSize: 6144, layers: 56, heads: 48, kvHeads: 8, intermediateSize: 16_384 },
    ...{ vocabSize: 32_768, maxContext: 32_768, ...separate },
  }),
  dense('mistral', 'mistralai/Mistral-Nemo-Instruct-2407', 12.2, {
    ...{ hiddenSize: 5120, layers: 40, heads: 32, kvHeads: 8, headDim: 128 },
    ...{ intermediateSize: 14_336, vocabSize: 131_072, maxContext: 131_072, ...separate },
  }),
  dense('llama', 'deepseek-ai/deepseek-coder-6.7b-instruct', 6.74, {
    ...{ hiddenSize: 4096, layers: 32, heads: 32, kvHeads: 32, intermediateSize: 11_008 },
    ...{ vocabSize: 32_256, maxContext: 16_384, ...separate },
  }),
  {
    id: 'deepseek-ai/DeepSeek-Coder-V2-Lite-Instruct',
    billions: 15.7,
    source: configOf('deepseek-ai/DeepSeek-Coder-V2-Lite-Instruct'),
    shape: {
      ...{ type: 'deepseek_v2', hiddenSize: 2048, layers: 27, heads: 16, kvHeads: 16 },
      ...{ headDim: 192, intermediateSize: 10_944, mlp: 'gated', vocabSize: 102_400 },
      ...{ maxContext: 163_840, format: bf16, ...separate },
      latent: { queryRank: undefined, rank: 512, ropeDim: 64, nopeDim: 128, valueDim: 128 },
      experts: {
        ...{ count: 64, active: 6, intermediateSize: 1408, sharedIntermediateSize: 2816 },
        denseLayers: 1,
      },
    },
  },
  dense('llama', 'meta-llama/Llama-3.1-8B-Instruct', 8.03, {
    ...{ hiddenSize: 4096, layers: 32, heads: 32, kvHeads: 8, intermediateSize: 14_336 },
    ...{ vocabSize: 128_256, maxContext: 131_072, ...separate },
  }),
  dense('llama', 'meta-llama/Llama-3.3-70B-Instruct', 70.6, {
    ...{ hiddenSize: 8192, layers: 80, heads: 64, kvHeads: 8, intermediateSize: 28_672 },
    ...{ vocabSize: 128_256, maxContext: 131_072, ...separate },
  }),
  dense(
    'starcoder2',
    'bigcode/starcoder2-3b',
    3.03,
    {
      ...{ hiddenSize: 3072, layers: 30, heads: 24, kvHeads: 2, intermediateSize: 12_288 },
      ...{ vocabSize: 49_152, maxContext: 16_384, ...tied },
    },
    'plain',
  ),
  dense(
    'starcoder2',
    'bigcode/starcoder2-7b',
    7.17,
    {
      ...{ hiddenSize: 4608, layers: 32, heads: 36, kvHeads: 4, intermediateSize: 18_432 },
      ...{ vocabSize: 49_152, maxContext: 16_384, ...tied },
    },
    'plain',
  ),
  dense(
    'starcoder2',
    'bigcode/starcoder2-15b',
    15.96,
    {
      ...{ hiddenSize: 6144, layers: 40, heads: 48, kvHeads: 4, intermediateSize: 24_576 },
      ...{ vocabSize: 49_152, maxContext: 16_384, ...separate },
    },
    'plain',
  ),
  gptOss('openai/gpt-oss-20b', 20.9, 24, 32),
  gptOss('openai/gpt-oss-120b', 116.8, 36, 128),
];

/** By its name on the hub, with or without whose it is; letters of either case. */
export function findModel(name: string): KnownModel | undefined {
  const wanted = name.trim().toLowerCase();
  return knownModels.find(({ id }) => {
    const known = id.toLowerCase();
    return known === wanted || known.split('/')[1] === wanted;
  });
}
