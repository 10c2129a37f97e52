/** Milliseconds that a client may take before it is hung up on. */
export interface ClientTimeouts {
  /** From the beginning of a connection, or of a request, to the end of its headers. */
  readonly headers: number;
  /** To the end of its body. */
  readonly request: number;
  /** With nothing taken of an answer that is ready; one of twice as long is noticed for certain. */
  readonly answer: number;
}

export const defaultTimeouts: ClientTimeouts = { headers: 10_000, request: 60_000, answer: 10_000 };
