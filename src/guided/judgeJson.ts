import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { Match } from './match';
import { placeAt } from './textPosition';

/** Judges whether a text is JSON of any kind, or the beginning of one, by `anyJsonGrammar`. */
export type FollowJson = (text: string) => Promise<Match>;

/** Any JSON value, with white space wherever it may stand (RFC 8259). */
export const anyJsonGrammar = `root ::= ws value ws
value ::= object | array | string | number | "true" | "false" | "null"
object ::= "{" ws (member (ws "," ws member)* ws)? "}"
member ::= string ws ":" ws value
array ::= "[" ws (value (ws "," ws value)* ws)? "]"
string ::= "\\"" ([^"\\\\\\x00-\\x1f] | "\\\\" (["\\\\/bfnrt] | "u" hex hex hex hex))* "\\""
hex ::= [0-9a-fA-F]
number ::= "-"? ("0" | [1-9] [0-9]*) ("." [0-9]+)? ([eE] [+-]? [0-9]+)?
ws ::= [ \\t\\n\\r]*
`;

/**
 * Whether a text is JSON that satisfies the schema as it was given, not as a server's engine may
 * have loosened it. A text cut short is judged as the beginning of any JSON.
 */
export async function judgeJson(
  text: string,
  schema: unknown,
  followJson: FollowJson,
): Promise<Match> {
  const validate = compile(schema);
  if (typeof validate === 'string') return { match: 'unchecked', reason: validate };
  const parsed = parse(text);
  if (parsed) {
    if (validate(parsed.value)) return { match: 'complete' };
    return mismatchAt(text, validate.errors?.[0]);
  }
  return followJson(text);
}

/** Formats are told to models, not checked: no engine enforces them the same way. */
function compile(schema: unknown): ValidateFunction | string {
  try {
    const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
    return ajv.compile(schema as object | boolean);
  } catch (error) {
    return `the schema cannot be checked here: ${String(error)}`;
  }
}

function parse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function mismatchAt(text: string, error: ErrorObject | undefined): Match {
  const path = (error?.instancePath ?? '')
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  const root = parseTree(text);
  // An index is a number where the value around it is a list.
  let node = root;
  for (const part of path) {
    const step = node?.type === 'array' ? Number(part) : part;
    node = node && findNodeAtLocation(node, [step]);
  }
  const because = error ? `${error.instancePath || 'the value'} ${error.message ?? ''}`.trim() : '';
  return { match: 'mismatch', ...placeAt(text, node?.offset ?? 0), because };
}
