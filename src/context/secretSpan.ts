/** A piece of a text that is nobody else's business. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
  /** A noun without an article, of which `s` makes several: `private key`. */
  readonly what: string;
}
