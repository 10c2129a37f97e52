/** What people write where a secret would stand, with whatever digits and marks around it. */
const wordOfNobody =
  /^(?:my|your|our|the|some|any|new|old|test|fake|dummy|mock|sample|demo|example|foo|bar|baz|qux|pass|passwd|passwort|password|passphrase|pwd|secret|token|key|api|user|username|admin|root|guest|client|access|auth|login|changeme|change|changeit|here|value|string|default|placeholder|insert|enter|replace|with|todo|abc|xyz|asdf|qwerty|hello|world|super|very|private|public|invalid|valid|wrong|correct|expected|actual|random|unit|integration|bearer|basic|none|null|undefined|hidden|masked|redacted|strong|weak|temp|tmp|dev|local|prod|staging|for|and|not|real|app|web|server|service|session|refresh|id|jwt|oauth|s[e3]cr[e3]t|x+)+$/i;
/** Longer than a placeholder of such words is; a bound for the time that reading it takes. */
const maxPlaceholderLength = 48;

/** One of them among other words says it all. */
const saysSo =
  /(?:^|[^A-Za-z])(?:test|tests|testing|fake|dummy|mock|mocked|sample|demo|foo|bar|todo|tbd|fixme|xxx+|your|insert|replace|enter|redacted|masked|hidden)(?:[^A-Za-z]|$)/i;
const counted =
  /01234|12345|23456|34567|45678|56789|98765|abcd|deadbeef|qwert|asdfg|(.)\1{4}|^p[a4@]s+w[o0]rd|^pa55/i;

/** Whether a value stands for a secret in an example, a test or a form, and is none. */
export function isPlaceholder(value: string): boolean {
  if (counted.test(value) || saysSo.test(value)) return true;
  const letters = value.replace(/[^A-Za-z]+/g, '');
  return letters.length <= maxPlaceholderLength && wordOfNobody.test(letters);
}
