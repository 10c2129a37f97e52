/** How many weights a model has, part by part. */
import type { ModelShape } from './modelShape';

export interface LayerParameters {
  /** Query and output matrices, which tensor parallelism cuts. */
  readonly attention: number;
  /** Key and value matrices, cut into as many parts as there are KV heads. */
  readonly keyValue: number;
  readonly mlp: number;
  readonly experts: number;
}

export interface Parameters {
  /** The largest layer: with experts, where there are any. */
  readonly layer: LayerParameters;
  readonly embedding: number;
  readonly total: number;
}

export function countParameters(model: ModelShape): Parameters {
  const { hiddenSize, layers, vocabSize, experts } = model;
  const matrices = model.mlp === 'gated' ? 3 : 2;
  const { attention, keyValue } = attentionParameters(model);
  const dense = matrices * hiddenSize * model.intermediateSize;
  const embedding = vocabSize * hiddenSize;
  const embeddings = embedding * (model.embeddings === 'tied' ? 1 : 2);
  if (!experts) {
    const layer = { attention, keyValue, mlp: dense, experts: 0 };
    return { layer, embedding, total: layers * (attention + keyValue + dense) + embeddings };
  }
  const router = experts.count * hiddenSize;
  const layer = {
    attention,
    keyValue,
    mlp: matrices * hiddenSize * experts.sharedIntermediateSize + router,
    experts: experts.count * matrices * hiddenSize * experts.intermediateSize,
  };
  const sparse = (layers - experts.denseLayers) * (layer.mlp + layer.experts);
  const total = layers * (attention + keyValue) + experts.denseLayers * dense + sparse + embeddings;
  return { layer, embedding, total };
}

function attentionParameters({ hiddenSize, heads, kvHeads, headDim, latent }: ModelShape): {
  readonly attention: number;
  readonly keyValue: number;
} {
  if (!latent) {
    return {
      attention: 2 * hiddenSize * heads * headDim,
      keyValue: 2 * hiddenSize * kvHeads * headDim,
    };
  }
  const { queryRank, rank, ropeDim, nopeDim, valueDim } = latent;
  const queryOut = heads * (nopeDim + ropeDim);
  const query =
    queryRank === undefined ? hiddenSize * queryOut : hiddenSize * queryRank + queryRank * queryOut;
  return {
    attention: query + rank * heads * (nopeDim + valueDim) + heads * valueDim * hiddenSize,
    keyValue: hiddenSize * (rank + ropeDim),
  };
}
