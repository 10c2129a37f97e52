/** Whether a text has the shape that was asked for; where it was cut, whether it could still get it. */
import { createByteCompiler } from '../../../src/guided/xgrammar';
import type { Constraint } from '../../../src/guided/constraint';
import type { Match } from '../../../src/guided/match';
import { loadXGrammar } from '../../support/loadXGrammar';
import { matchConstraint } from '../../support/matchConstraint';

/** By a verifier that shares no code with the server, but for XGrammar itself. */
export async function matches(constraint: Constraint, text: string): Promise<Match['match']> {
  const compiler = await createByteCompiler(loadXGrammar());
  return (await matchConstraint(compiler, constraint, text)).match;
}

/** A finite language, and each of its texts. */
export interface Finite {
  readonly constraint: Constraint;
  readonly texts: readonly string[];
}

const letters = ['a', 'b', 'c'];
const digits = ['0', '1'];

/** Small enough to be written whole within 48 tokens by any model. */
export const finite: Readonly<Record<'regex' | 'choice' | 'grammar', Finite>> = {
  regex: {
    constraint: { kind: 'regex', pattern: '[abc]-[01]{2}' },
    texts: letters.flatMap((letter) =>
      digits.flatMap((first) => digits.map((second) => `${letter}-${first}${second}`)),
    ),
  },
  choice: {
    constraint: { kind: 'choice', choices: ['red', 'green', 'light blue'] },
    texts: ['red', 'green', 'light blue'],
  },
  grammar: {
    constraint: { kind: 'grammar', source: 'root ::= "f(" name ")"\nname ::= "x" | "y" | ""\n' },
    texts: ['f(x)', 'f(y)', 'f()'],
  },
};

/** Its values hold no white space, so that what stands between them can be taken away. */
export const finiteJson = {
  schema: {
    type: 'object',
    properties: { kind: { enum: ['file', 'folder'] }, open: { type: 'boolean' } },
    required: ['kind', 'open'],
    additionalProperties: false,
  },
  texts: ['file', 'folder'].flatMap((kind) =>
    [true, false].map((open) => JSON.stringify({ kind, open })),
  ),
};

/** Languages without an end, of which a small model writes a beginning. */
export const endless: readonly (readonly [name: string, constraint: Constraint])[] = [
  ['regex', { kind: 'regex', pattern: '[a-z]+( [a-z]+)*;' }],
  ['grammar', { kind: 'grammar', source: 'root ::= "(" item* ")"\nitem ::= [a-z] | " " | root\n' }],
];

const begin = '```python\n';

/** Fenced code of four letters, and free prose around it, as a structural tag. */
export const fenced = {
  begin,
  tag: JSON.stringify({
    type: 'structural_tag',
    format: {
      type: 'triggered_tags',
      triggers: ['```python'],
      tags: [{ begin, content: { type: 'regex', pattern: '[ab]{4}' }, end: '\n```' }],
    },
  }),
} as const;
