/** Reads a model's `config.json`, which may be anybody's. */
import * as z from 'zod';
import { bf16, mxfp4, type ModelShape, type WeightFormat } from './modelShape';

/** Larger ones are no configuration of a model. */
const longestText = 1_000_000;

const size = z.number().int().min(1).max(10_000_000);
const count = z.number().int().min(0).max(10_000_000);
const word = z.string().max(200);

/** What is null is not there. */
function maybe<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined);
}

const numbers = z.looseObject({
  model_type: maybe(word),
  hidden_size: maybe(size),
  num_hidden_layers: maybe(size.max(10_000)),
  num_attention_heads: maybe(size.max(100_000)),
  num_key_value_heads: maybe(size.max(100_000)),
  head_dim: maybe(size.max(100_000)),
  intermediate_size: maybe(size),
  vocab_size: maybe(size),
  max_position_embeddings: maybe(size.max(1_000_000_000)),
  tie_word_embeddings: maybe(z.boolean()),
  num_experts: maybe(count),
  num_local_experts: maybe(count),
  n_routed_experts: maybe(count),
  num_experts_per_tok: maybe(count),
  moe_intermediate_size: maybe(size),
  n_shared_experts: maybe(count),
  shared_expert_intermediate_size: maybe(count),
  first_k_dense_replace: maybe(count),
  q_lora_rank: maybe(size),
  kv_lora_rank: maybe(size),
  qk_rope_head_dim: maybe(size),
  qk_nope_head_dim: maybe(size),
  v_head_dim: maybe(size),
});
type Numbers = z.output<typeof numbers>;

const quantization = z.looseObject({
  quant_method: maybe(word),
  bits: maybe(z.number().min(1).max(16)),
  group_size: maybe(z.number().int().min(-1).max(1_000_000)),
  weight_block_size: maybe(z.array(size).max(4)),
  config_groups: z
    .record(
      z.string().max(200),
      z.looseObject({
        weights: z
          .looseObject({
            num_bits: maybe(z.number().min(1).max(16)),
            type: maybe(word),
            group_size: maybe(z.number().int().min(-1).max(1_000_000)),
          })
          .nullish(),
      }),
    )
    .nullish(),
});

export type ReadConfig =
  | { readonly kind: 'shape'; readonly shape: ModelShape }
  /** One sentence without its full stop. */
  | { readonly kind: 'problem'; readonly words: string };

export function readModelConfig(text: string): ReadConfig {
  if (text.length > longestText) return problem('it is too long for a config.json');
  const json = parse(text);
  if (json === undefined) return problem('it is not JSON');
  const outer = z
    .looseObject({
      text_config: z.unknown().optional(),
      quantization_config: quantization.nullish(),
      tie_word_embeddings: z.unknown().optional(),
    })
    .safeParse(json);
  if (!outer.success) return problem(wordsFor(outer.error));
  // Models that see images have the numbers of the text model one level deeper.
  const nested = z.looseObject({}).safeParse(outer.data.text_config).data;
  const inner = numbers.safeParse(
    nested === undefined
      ? json
      : { tie_word_embeddings: outer.data.tie_word_embeddings, ...nested },
  );
  if (!inner.success) return problem(wordsFor(inner.error));
  const format = readFormat(outer.data.quantization_config ?? undefined);
  if (format === undefined) {
    return problem('its quantization_config is of a kind whose size is not known here');
  }
  return readShape(inner.data, format);
}

function readShape(config: Numbers, format: WeightFormat): ReadConfig {
  const missing = (
    ['num_attention_heads', 'num_hidden_layers', 'hidden_size', 'vocab_size'] as const
  ).find((name) => config[name] === undefined);
  if (missing !== undefined) return problem(`it has no ${missing}`);
  const heads = config.num_attention_heads ?? 0;
  const hiddenSize = config.hidden_size ?? 0;
  const experts = readExperts(config);
  const intermediateSize = config.intermediate_size ?? experts?.intermediateSize;
  if (intermediateSize === undefined) return problem('it has no intermediate_size');
  const kvHeads = config.num_key_value_heads ?? heads;
  if (heads % kvHeads !== 0) {
    return problem(
      `its num_attention_heads (${heads}) are no multiple of its num_key_value_heads (${kvHeads})`,
    );
  }
  const latent = readLatent(config);
  const headDim = config.head_dim ?? hiddenSize / heads;
  if (!latent && !Number.isInteger(headDim)) {
    return problem(`its hidden_size (${hiddenSize}) is no multiple of its heads (${heads})`);
  }
  const type = config.model_type ?? '';
  return {
    kind: 'shape',
    shape: {
      ...{ type, hiddenSize, heads, kvHeads, intermediateSize, experts, latent, format },
      headDim: Math.ceil(headDim),
      layers: config.num_hidden_layers ?? 0,
      mlp: plainMlps.has(type) ? 'plain' : 'gated',
      vocabSize: config.vocab_size ?? 0,
      embeddings: isTied(config) ? 'tied' : 'separate',
      maxContext: config.max_position_embeddings,
    },
  };
}

/** Model types whose layers have two matrices behind the attention. */
const plainMlps: ReadonlySet<string> = new Set(['starcoder2', 'gpt_bigcode', 'phi', 'gpt_neox']);
/** Model types whose embeddings are tied unless the configuration says otherwise. */
const tiedByDefault: ReadonlySet<string> = new Set([
  ...['starcoder2', 'gpt_bigcode', 'gemma', 'gemma2', 'gemma3', 'gemma3_text', 'cohere', 'cohere2'],
]);

function isTied({ tie_word_embeddings: said, model_type: type }: Numbers): boolean {
  return said ?? tiedByDefault.has(type ?? '');
}

function readExperts(config: Numbers): ModelShape['experts'] {
  const total = config.num_experts ?? config.num_local_experts ?? config.n_routed_experts ?? 0;
  const intermediateSize = config.moe_intermediate_size ?? config.intermediate_size;
  if (total < 2 || intermediateSize === undefined) return undefined;
  return {
    count: total,
    active: config.num_experts_per_tok ?? 1,
    intermediateSize,
    sharedIntermediateSize:
      config.shared_expert_intermediate_size ?? (config.n_shared_experts ?? 0) * intermediateSize,
    denseLayers: Math.min(config.first_k_dense_replace ?? 0, config.num_hidden_layers ?? 0),
  };
}

function readLatent(config: Numbers): ModelShape['latent'] {
  const { kv_lora_rank: rank, qk_rope_head_dim: ropeDim } = config;
  const { qk_nope_head_dim: nopeDim, v_head_dim: valueDim } = config;
  if (rank === undefined || ropeDim === undefined) return undefined;
  if (nopeDim === undefined || valueDim === undefined) return undefined;
  return { queryRank: config.q_lora_rank, rank, ropeDim, nopeDim, valueDim };
}

/** `undefined` where the size of a weight is not known. */
function readFormat(config: z.output<typeof quantization> | undefined): WeightFormat | undefined {
  if (config === undefined) return bf16;
  const method = config.quant_method?.toLowerCase() ?? '';
  const groupSize = positive(config.group_size);
  if (method === 'awq' || method === 'gptq' || method === 'auto-round') {
    return inGroups(method === 'awq' ? 'awq' : 'gptq', config.bits ?? 4, groupSize);
  }
  if (method === 'fp8' || method === 'fbgemm_fp8') {
    const blocks = config.weight_block_size?.[0];
    return { name: 'fp8', bitsPerWeight: 8, groupSize: blocks, covers: 'all' };
  }
  if (method === 'mxfp4') return mxfp4;
  if (method !== 'compressed-tensors') return undefined;
  const [group] = Object.values(config.config_groups ?? {});
  const weights = group?.weights;
  if (weights?.num_bits === undefined) return undefined;
  if (weights.num_bits === 8) {
    return { name: weights.type === 'int' ? 'int8' : 'fp8', bitsPerWeight: 8, covers: 'all' };
  }
  const name = weights.type === 'float' ? 'fp4' : 'int4';
  return inGroups(name, weights.num_bits, positive(weights.group_size));
}

/** A scale of 16 bits and a zero for each group; groups of a whole column where none is told. */
function inGroups(
  name: WeightFormat['name'],
  bits: number,
  groupSize: number | undefined,
): WeightFormat {
  const extra = groupSize === undefined ? 0 : (16 + bits) / groupSize;
  return { name, bitsPerWeight: bits + extra, groupSize, covers: 'all' };
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function wordsFor({ issues: [issue] }: z.ZodError): string {
  const place = issue?.path.map(String).join('.') ?? '';
  return place === '' ? 'it is not an object' : `its ${place.slice(0, 80)} is not usable`;
}

function problem(words: string): ReadConfig {
  return { kind: 'problem', words };
}
