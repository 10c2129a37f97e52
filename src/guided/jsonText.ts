import { anyCharacter, characterSet, charactersOf, difference, intersection } from './characterSet';
import {
  characters,
  choice,
  literal,
  optionally,
  repetition,
  rule,
  sequence,
  type Expression,
  type Grammar,
  type Rule,
} from './grammar';

/** Expressions for JSON texts, shared by schemas of every kind. */

const control = characterSet([[0, 0x1f]]);

/** What stands for itself inside a JSON string. */
export const plainCharacters = difference(anyCharacter, [...charactersOf('"\\'), ...control]);

/** One character of a JSON string: itself, or a short escape. */
export const stringCharacter = choice(
  characters(plainCharacters),
  sequence(literal('\\'), characters(charactersOf('"\\/bfnrt'))),
);

const quote = literal('"');

export function jsonString(body: Expression): Expression {
  return sequence(quote, body, quote);
}

/** After a comma or a colon: one space or none, so that no text is padded without end. */
const optionalSpace = optionally(literal(' '));

export const comma = sequence(literal(','), optionalSpace);
export const colon = sequence(literal(':'), optionalSpace);

/** `expression` as it is written inside a JSON string, special characters escaped. */
export function escapeForJson(expression: Expression): Expression {
  switch (expression.kind) {
    case 'literal':
      return literal(JSON.stringify(expression.text).slice(1, -1));
    case 'characters': {
      const plain = intersection(expression.set, plainCharacters);
      const escaped = difference(expression.set, plainCharacters).flatMap(([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, index) =>
          literal(JSON.stringify(String.fromCharCode(first + index)).slice(1, -1)),
        ),
      );
      return choice(...(plain.length > 0 ? [characters(plain)] : []), ...escaped);
    }
    case 'rule':
      return expression;
    case 'sequence':
      return sequence(...expression.items.map(escapeForJson));
    case 'choice':
      return choice(...expression.items.map(escapeForJson));
    case 'repetition':
      return { ...expression, body: escapeForJson(expression.body) };
  }
}

const digit = characters(characterSet([[0x30, 0x39]]));
const nonZero = characters(characterSet([[0x31, 0x39]]));

/** Up to 15 digits: as many as a double keeps. */
export const anyInteger = choice(
  literal('0'),
  sequence(optionally(literal('-')), nonZero, repetition(digit, 0, 14)),
);

export const anyNumber = sequence(
  optionally(literal('-')),
  choice(literal('0'), sequence(nonZero, repetition(digit, 0, 14))),
  optionally(sequence(literal('.'), repetition(digit, 1, 15))),
  optionally(
    sequence(
      characters(charactersOf('eE')),
      optionally(characters(charactersOf('+-'))),
      repetition(digit, 1, 2),
    ),
  ),
);

const anyString = rule('json.string');
export const anyValue = rule('json.value');
export const anyObject = rule('json.object');
export const anyArray = rule('json.array');

/** `opening`, items between commas, `closing`; at least `least` and at most `most` items. */
export function jsonList(
  [opening, closing]: readonly [opening: string, closing: string],
  item: Expression,
  { least, most }: { readonly least: number; readonly most?: number | undefined },
): Expression {
  const brackets = (body: Expression): Expression =>
    sequence(literal(opening), body, literal(closing));
  if (most === 0) return brackets(literal(''));
  const more = repetition(
    sequence(comma, item),
    Math.max(least - 1, 0),
    most === undefined ? undefined : most - 1,
  );
  const items = sequence(item, more);
  return brackets(least === 0 ? optionally(items) : items);
}

/** The rules that the expressions above refer to. */
export const jsonRules: Grammar = new Map<string, Rule>([
  ['json.string', { body: jsonString(repetition(stringCharacter, 0)) }],
  [
    'json.value',
    {
      body: choice(
        anyObject,
        anyArray,
        anyString,
        anyNumber,
        literal('true'),
        literal('false'),
        literal('null'),
      ),
    },
  ],
  [
    'json.object',
    { body: jsonList(['{', '}'], sequence(anyString, colon, anyValue), { least: 0 }) },
  ],
  ['json.array', { body: jsonList(['[', ']'], anyValue, { least: 0 }) }],
]);
