import fc from 'fast-check';
import { characterSet } from '../../src/guided/characterSet';
import type { Expression, Grammar } from '../../src/guided/grammar';

/** Few characters, from one to four bytes long, so that random texts meet random grammars. */
export const alphabet = ['a', 'b', '"', '\\', '\n', 'é', 'ÿ', 'Ā', '€', '\u{1f600}', '\u{1f601}'];

const character = fc.constantFrom(...alphabet);
export const shortText = fc.array(character, { maxLength: 5 }).map((parts) => parts.join(''));

const range = fc
  .tuple(character, character)
  .map(([one, other]) => [one.codePointAt(0) ?? 1, other.codePointAt(0) ?? 1] as const)
  .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const)
  .filter(([first, last]) => last < 0xd800 || first > 0xdfff);

const solidText = fc
  .array(character, { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(''));
const literal = solidText.map((text): Expression => ({ kind: 'literal', text }));
const characters = fc
  .array(range, { minLength: 1, maxLength: 3 })
  .map((ranges): Expression => ({ kind: 'characters', set: characterSet(ranges) }));

/** Expressions that are never empty by themselves, so that they may be repeated. */
const solid = fc.letrec<{ solid: Expression }>((tie) => ({
  solid: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    literal,
    characters,
    fc.tuple(tie('solid'), tie('solid')).map((items): Expression => ({ kind: 'sequence', items })),
    fc
      .array(tie('solid'), { minLength: 2, maxLength: 3 })
      .map((items): Expression => ({ kind: 'choice', items })),
    fc
      .record({
        body: tie('solid'),
        least: fc.integer({ min: 1, max: 2 }),
        more: fc.integer({ min: 0, max: 3 }),
      })
      .map(({ body, least, more }): Expression => ({
        kind: 'repetition',
        body,
        least,
        most: more === 3 ? undefined : least + more,
      })),
  ),
})).solid;

/** Small expressions without rules, some of which may be empty. */
export const expression: fc.Arbitrary<Expression> = fc.oneof(
  solid,
  solid.map((body): Expression => ({ kind: 'repetition', body, least: 0, most: 1 })),
  fc.tuple(solid, solid).map(([body, tail]): Expression => ({
    kind: 'sequence',
    items: [{ kind: 'repetition', body, least: 0, most: undefined }, tail],
  })),
);

/** Grammars with a rule that nests into itself. */
export const grammar: fc.Arbitrary<Grammar> = fc
  .record({ root: expression, leaf: solid, open: solidText, close: solidText })
  .map(({ root, leaf, open, close }) => {
    const nested: Expression = {
      kind: 'sequence',
      items: [
        { kind: 'literal', text: open },
        { kind: 'rule', name: 'nest' },
        { kind: 'literal', text: close },
      ],
    };
    const choice: Expression = { kind: 'choice', items: [leaf, nested] };
    return new Map([
      [
        'root',
        { body: { kind: 'choice', items: [root, { kind: 'rule', name: 'nest' }] } as const },
      ],
      ['nest', { body: choice }],
    ]);
  });

const fewCharacters = fc.constantFrom('a', 'b', 'c', 'é', 'è');
export const textOfFew = fc.array(fewCharacters, { maxLength: 7 }).map((parts) => parts.join(''));

const alikeLeaf: fc.Arbitrary<Expression> = fc.oneof(
  fc
    .array(fewCharacters, { minLength: 1, maxLength: 3 })
    .map((parts): Expression => ({ kind: 'literal', text: parts.join('') })),
  fc.constantFrom<Expression>(
    { kind: 'characters', set: [[0x61, 0x62]] },
    { kind: 'characters', set: [[0x62, 0x63]] },
    {
      kind: 'characters',
      set: [
        [0x61, 0x61],
        [0xe8, 0xe9],
      ],
    },
  ),
);

const alike = fc.letrec<{ solid: Expression }>((tie) => ({
  solid: fc.oneof(
    { maxDepth: 3 },
    alikeLeaf,
    alikeLeaf,
    fc
      .array(tie('solid'), { minLength: 2, maxLength: 4 })
      .map((items): Expression => ({ kind: 'choice', items })),
    fc
      .record({
        body: tie('solid'),
        other: tie('solid'),
        most: fc.constantFrom(1, undefined),
        order: fc.constantFrom('first', 'last'),
      })
      .map(({ body, other, most, order }): Expression => {
        const repeated: Expression = { kind: 'repetition', body, least: 0, most };
        return {
          kind: 'sequence',
          items: order === 'first' ? [repeated, other] : [other, repeated],
        };
      }),
    fc
      .record({ body: tie('solid'), most: fc.constantFrom(3, undefined) })
      .map(({ body, most }): Expression => ({ kind: 'repetition', body, least: 1, most })),
  ),
})).solid;

/** Grammars of so few characters that most alternatives begin alike. */
export const alikeGrammar: fc.Arbitrary<Grammar> = fc
  .tuple(alike, alike)
  .map(([head, tail]): Grammar => {
    const items: readonly Expression[] = [head, { kind: 'rule', name: 'tail' }];
    return new Map([
      ['root', { body: { kind: 'sequence', items } }],
      ['tail', { body: tail }],
    ]);
  });
