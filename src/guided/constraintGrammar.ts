import { assertNever } from '../base/assertNever';
import type { Constraint } from './constraint';
import { readEbnf, type GrammarReading } from './ebnf';
import { choice, literal, rootName } from './grammar';
import { anyJsonObject, readJsonSchema } from './jsonSchema';
import { readRegex } from './regex';

/** Reads a constraint of any kind as a grammar, or tells why it is refused. */
export function readConstraint(constraint: Constraint): GrammarReading {
  switch (constraint.kind) {
    case 'regex':
      return readRegex(constraint.pattern);
    case 'choice':
      return readChoices(constraint.choices);
    case 'json':
      return readJsonSchema(constraint.schema);
    case 'jsonObject':
      return anyJsonObject();
    case 'grammar':
      return readEbnf(constraint.source);
    case 'structuralTag':
      return { problems: [{ message: 'a structural tag', beyondUs: true }] };
    default:
      return assertNever(constraint);
  }
}

const maxChoices = 10_000;

function readChoices(choices: readonly string[]): GrammarReading {
  if (choices.length > maxChoices) {
    return { problems: [{ message: `more than ${maxChoices} choices`, beyondUs: true }] };
  }
  if (choices.some((text) => text.includes('\0'))) {
    return { problems: [{ message: 'the NUL character cannot be written' }] };
  }
  return { grammar: new Map([[rootName, { body: choice(...choices.map(literal)) }]]) };
}
