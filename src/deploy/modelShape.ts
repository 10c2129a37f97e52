/** What the size and the split of a model depend on, in the words of its `config.json`. */
export interface ModelShape {
  /** As `model_type` says it, which the parsers go by. */
  readonly type: string;
  readonly hiddenSize: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  /** Of the dense layers; of a layer of experts, see there. */
  readonly intermediateSize: number;
  /** `gated` has three matrices, `plain` two. */
  readonly mlp: 'gated' | 'plain';
  readonly vocabSize: number;
  /** Whether the output layer is the embedding. */
  readonly embeddings: 'tied' | 'separate';
  readonly maxContext?: number | undefined;
  readonly experts?: Experts | undefined;
  /** Of models that keep a latent vector instead of keys and values. */
  readonly latent?: LatentAttention | undefined;
  readonly format: WeightFormat;
}

export interface Experts {
  readonly count: number;
  readonly active: number;
  readonly intermediateSize: number;
  /** Of the experts that every token goes through; 0 without them. */
  readonly sharedIntermediateSize: number;
  /** Layers without experts. */
  readonly denseLayers: number;
}

export interface LatentAttention {
  readonly queryRank: number | undefined;
  readonly rank: number;
  readonly ropeDim: number;
  readonly nopeDim: number;
  readonly valueDim: number;
}

/** How the matrices inside the layers are stored; embeddings have 16 bits in all of them. */
export interface WeightFormat {
  readonly name: 'bf16' | 'fp8' | 'awq' | 'gptq' | 'mxfp4' | 'int8' | 'int4' | 'fp4';
  readonly bitsPerWeight: number;
  /** Input sizes that must not be cut through. */
  readonly groupSize?: number | undefined;
  /** Which matrices it is about. */
  readonly covers: 'all' | 'experts';
}

export const bf16: WeightFormat = { name: 'bf16', bitsPerWeight: 16, covers: 'all' };
/** A scale for each group of 32 weights. */
export const mxfp4: WeightFormat = { name: 'mxfp4', bitsPerWeight: 4.25, covers: 'experts' };
