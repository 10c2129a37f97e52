export type Body = Readonly<Record<string, unknown>>;

/** An absent field is the server's default; `null` is not always (reference, section 2.2). */
export function withoutUndefined(body: Body): Body {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
