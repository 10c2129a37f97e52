/** What people write where a password would stand. */
const noPassword =
  /^(?:pass(?:word|wd)?\d{0,3}|pwd|secret|token|key|user(?:name)?|x+|\*+|\.+|-+|changeme|change[-_]me|example|test|admin|root|guest|postgres|none|null|undefined|my[-_]?(?:password|secret)|your[-_].*|.*(?:placeholder|redacted).*)$/i;
/** What a program puts in its place. */
const isVariable = /^\$|\$\{|[{}]|^%\w+%$|^%[sdvq]$|^%\(|^[[(<]/;

/** Whether what stands in the place of a password may be one. */
export function mayBePassword(text: string): boolean {
  return text.length >= 3 && !noPassword.test(text) && !isVariable.test(text);
}
