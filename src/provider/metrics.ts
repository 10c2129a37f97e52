/** The state of a server, summed over its engines; what it does not tell is `undefined`. */
export interface ServerMetrics {
  readonly running: number | undefined;
  readonly waiting: number | undefined;
  /** Of the KV cache, 0 to 1; the fullest engine's. */
  readonly cacheUsage: number | undefined;
  /** Tokens looked up in the prefix cache since the server started, and found there. */
  readonly prefixQueries: number | undefined;
  readonly prefixHits: number | undefined;
  readonly promptTokens: number | undefined;
  readonly generatedTokens: number | undefined;
  /** Distinct adapters that fit into one batch; told after the first request to one. */
  readonly mostAdapters: number | undefined;
}
