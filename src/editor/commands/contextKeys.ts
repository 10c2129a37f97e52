/** What `when` clauses ask; package.json repeats the keys, and a test holds the two together. */
export const contextKeys = {
  engineRunning: 'trellis.engineRunning',
  /** An answer is being written. */
  answering: 'trellis.answering',
  /** There is undecided text somewhere. */
  pendingEdit: 'trellis.pendingEdit',
  /** It is in front: in any other file Tab and Esc are what they always are. */
  pendingInFront: 'trellis.pendingInFront',
  /** It is still arriving, so that Esc stops it first. */
  pendingWriting: 'trellis.pendingWriting',
  /** Paths of files whose tabs carry the buttons. */
  pendingPaths: 'trellis.pendingPaths',
} as const;

export type ContextKey = keyof typeof contextKeys;
