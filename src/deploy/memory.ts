/** What a GPU has to hold, in bytes. Weights and caches are exact; what vLLM needs beside them is estimated. */
import type { ModelShape } from './modelShape';
import { countParameters } from './parameters';

/** GPUs per copy of the model, and copies. */
export interface Split {
  readonly tensor: number;
  readonly pipeline: number;
  readonly data: number;
}

/** What the server has to be ready for. */
export interface Load {
  readonly context: number;
  /** Adapters that answer at the same time, and the rank that each may have. */
  readonly adapters: { readonly slots: number; readonly rank: number };
}

/** Of the fullest GPU. */
export interface MemoryUse {
  readonly weights: number;
  readonly adapters: number;
  readonly activations: number;
  readonly graphs: number;
  readonly communication: number;
  readonly kvPerToken: number;
}

/** The share of a GPU that vLLM is told to use; the rest is the margin. */
export const utilization = 0.9;
/** Tokens that are read in one step. */
export const batchedTokens = 4096;
/** Requests that are answered at the same time. */
export const sequences = 64;

const bytesPer16Bits = 2;
const gibibyte = 2 ** 30;

/** As GPUs are sold: 24 GB are 24 × 10⁹ bytes, which is less than any such card has. */
export function bytesOfGpu(gigabytes: number): number {
  return gigabytes * 1e9;
}

/** What vLLM may use of a GPU. */
export function usableBytes(gpuBytes: number): number {
  return Math.floor(gpuBytes * utilization);
}

export function measureMemory(model: ModelShape, split: Split, load: Load): MemoryUse {
  const stage = Math.ceil(model.layers / split.pipeline);
  return {
    weights: weightBytes(model, split.tensor, stage, split.pipeline),
    adapters: adapterBytes(model, split.tensor, stage, load),
    activations: activationBytes(model, split.tensor),
    // Captured kernels of every batch size, and the CUDA context's share.
    graphs: gibibyte,
    // Buffers of NCCL and of the all-reduce of vLLM's own.
    communication: split.tensor * split.pipeline > 1 ? 0.3 * gibibyte : 0,
    kvPerToken: kvBytesPerToken(model, split.tensor, stage),
  };
}

/** All but the cache. */
export function fixedBytes(use: MemoryUse): number {
  return use.weights + use.adapters + use.activations + use.graphs + use.communication;
}

/** Tokens that the cache of one copy of the model holds; less than nothing where not even the weights fit. */
export function cacheTokens(use: MemoryUse, usable: number): number {
  return Math.floor((usable - fixedBytes(use)) / use.kvPerToken);
}

/** Keys and values have 16 bits; with fewer KV heads than GPUs, each GPU keeps a whole one. */
export function kvBytesPerToken(model: ModelShape, tensor: number, layers = model.layers): number {
  const { kvHeads, headDim, latent } = model;
  // A latent vector is not cut: every GPU keeps it.
  if (latent) return (latent.rank + latent.ropeDim) * layers * bytesPer16Bits;
  return 2 * Math.max(1, kvHeads / tensor) * headDim * layers * bytesPer16Bits;
}

function weightBytes(model: ModelShape, tensor: number, layers: number, pipeline: number): number {
  const { layer, embedding } = countParameters(model);
  const stored = model.format.bitsPerWeight / 8;
  const plain = model.format.covers === 'all' ? stored : bytesPer16Bits;
  const kvParts = model.latent ? 1 : Math.min(tensor, model.kvHeads);
  const perLayer =
    ((layer.attention + layer.mlp) / tensor + layer.keyValue / kvParts) * plain +
    (layer.experts / tensor) * stored;
  // The first and the last GPU of a pipeline have one of the two embeddings each.
  const embeddings = model.embeddings === 'tied' || pipeline > 1 ? embedding : 2 * embedding;
  return Math.ceil(layers * perLayer + (embeddings / tensor) * bytesPer16Bits);
}

/** vLLM keeps room for every slot in every matrix: A is input × rank, B is rank × output. */
function adapterBytes(
  model: ModelShape,
  tensor: number,
  layers: number,
  { adapters: { slots, rank } }: Load,
): number {
  const { hiddenSize, heads, kvHeads, headDim, experts } = model;
  const query = heads * headDim;
  const key = Math.max(1, kvHeads / tensor) * headDim;
  const attention = 3 * hiddenSize + query / tensor + 2 * key + query / tensor + hiddenSize;
  const mlp = (intermediate: number): number =>
    2 * hiddenSize + (2 * intermediate) / tensor + intermediate / tensor + hiddenSize;
  const feedForward = experts
    ? experts.count * mlp(experts.intermediateSize) + mlp(experts.sharedIntermediateSize)
    : mlp(model.intermediateSize);
  return Math.ceil(slots * layers * rank * (attention + feedForward) * bytesPer16Bits);
}

/** The widest moment of a step, and the scores of the next tokens with the copies that sampling makes. */
function activationBytes(model: ModelShape, tensor: number): number {
  const { hiddenSize, intermediateSize, vocabSize, experts } = model;
  const widest = experts
    ? Math.max(intermediateSize, experts.active * experts.intermediateSize)
    : intermediateSize;
  const step = batchedTokens * (4 * hiddenSize + (3 * widest) / tensor) * bytesPer16Bits;
  const scores = sequences * vocabSize * 4 * 3;
  return Math.ceil(step + scores);
}
