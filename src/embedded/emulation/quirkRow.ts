/** What answers: vLLM's own server, its server in Rust, or a router in front of several. */
export type Frontend = 'python' | 'rust' | 'router';

/** How a claim about a release is known. */
export type Evidence = 'seen on a real server' | 'read in source' | 'assumed';

/** Something that only some releases do. */
export interface QuirkRow {
  /** What a client sees. */
  readonly claim: string;
  /** The first release that does it; absent where even the oldest does. */
  readonly since?: string;
  /** The first release that does it no more; absent where the newest still does. */
  readonly until?: string;
  /** Holds only behind this; absent where it holds behind all of them. */
  readonly frontend?: Frontend;
  /** What the plain engine does where that is not what the newest release does. */
  readonly plain?: boolean;
  readonly evidence: Evidence;
  /** Which real server, or which section of the protocol reference or its addendum. */
  readonly source: string;
}
