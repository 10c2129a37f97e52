/** A token that a service gives out, known by its beginning, or a value by the name before it. */
export interface SecretForm {
  /** A noun, of which `s` makes several. */
  readonly what: string;
  /** Literal, looked for first, since that is what takes no time. */
  readonly starts: readonly string[];
  /** All that may follow the start, from there on; a group in it is what is judged. */
  readonly rest: RegExp;
  /** What must follow the start in each of several forms: looked at once for those that share it. */
  readonly after?: RegExp;
  /** Told also which character follows. Tells it from names and placeholders of the same form. */
  readonly accepts: (judged: string, next: string) => boolean;
  /** Whatever else is so long, and no filler, is one. */
  readonly lengths?: readonly number[];
  /** What must stand in front of the start, and belongs to the token. */
  readonly front: RegExp | undefined;
  /** A name stays; its value, at the end of `rest`, is the secret. */
  readonly start: 'of the secret' | 'a name';
}
