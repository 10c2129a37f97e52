import type { ErrorObject } from 'ajv';
import { isJson, jsonLimitProblem, maxJsonValues } from '../base/json';
import { possibleValues } from './exactJson';
import { offsetOfValue } from './jsonPlace';
import { readJsonPrefix } from './jsonPrefix';
import type { TextEnd, Match } from './match';
import { findPrefixViolation, type PrefixViolation } from './schemaPrefix';
import { parsedSchema, schemaTextProblem } from './schemaText';
import { createSchemaValidator } from './schemaValidator';
import { placeAt } from './textPosition';

/** Judges whether a text is JSON of any kind, or the beginning of one, by `anyJsonGrammar`. */
export type MatchJsonText = (text: string) => Match;

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
 * Judges whether a text is JSON that satisfies the schema as it was given, not as a server's engine
 * may have loosened it. A text cut short is held against the schema as far as it goes; so is an
 * open number that does not satisfy it, since digits may follow.
 */
export function createJsonMatcher(
  given: unknown,
  followJson: MatchJsonText,
): (text: string, ending: TextEnd) => Match {
  const schema = parsedSchema(given);
  const validator = schemaTextProblem(given) ?? createSchemaValidator(schema);
  if (typeof validator === 'string') return () => ({ match: 'unchecked', reason: validator });
  const judge = (text: string, ending: TextEnd): Match => {
    const readings = isJson(text) ? possibleValues(text) : undefined;
    if (readings) {
      const error = validator.check(readings);
      if (!error) return { match: 'complete' };
      const prefix = readJsonPrefix(text);
      if (ending === 'ended' || prefix.kind !== 'number') return mismatchIn(text, error);
    } else {
      const match = followJson(text);
      if (match.match !== 'legal-prefix') return match;
    }
    const broken = findPrefixViolation(readJsonPrefix(text), schema, validator);
    return broken ? mismatchAt(text, broken) : { match: 'legal-prefix' };
  };
  return (text, ending) => {
    const beyond = jsonLimitProblem(text, { depth: maxTextDepth, values: maxJsonValues });
    if (beyond !== undefined) return { match: 'unchecked', reason: `the text ${beyond}` };
    try {
      return validator.patterns.judgeByEach(() => judge(text, ending));
    } catch (error) {
      // A schema may nest at each level of a text that it follows through itself.
      if (!(error instanceof RangeError)) throw error;
      return { match: 'unchecked', reason: 'text and schema nest too deeply together' };
    }
  };
}

/** Levels of a text that are followed; an answer of a few dozen is rare. */
const maxTextDepth = 256;

function mismatchAt(text: string, { at, because }: PrefixViolation): Match {
  return { match: 'mismatch', ...placeAt(text, at), because };
}

/** At the innermost value of a whole text that ajv names. */
function mismatchIn(text: string, error: ErrorObject): Match {
  const because = `${error.instancePath || 'the value'} ${error.message ?? ''}`.trim();
  return mismatchAt(text, { at: offsetOfValue(text, error.instancePath), because });
}
