/** A refusal says whose limit it is. */
import { describe, expect, it } from 'vitest';
import { plainEngine } from '../../../../src/embedded/emulation/emulation';
import { refusal } from '../../../../src/embedded/constrained/refusal';
import { readConstraint } from '../../../../src/guided/constraintGrammar';

const told = (schema: unknown) => {
  const constraint = { kind: 'json', schema } as const;
  const { problems = [] } = readConstraint(constraint);
  return refusal(constraint, problems, plainEngine).message;
};

describe('a JSON Schema that is refused', () => {
  it('by vLLM as well is refused in its words', () => {
    expect(told({ uniqueItems: true })).toBe('Grammar error: Unimplemented keys: ["uniqueItems"]');
  });

  it('by this engine alone is called its limit', () => {
    expect(told({ multipleOf: 3 })).toBe(
      'This is a limit of the embedded engine, which follows a JSON Schema in full or not at all: ' +
        'it cannot follow "multipleOf"',
    );
  });
});
