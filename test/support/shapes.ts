import Ajv from 'ajv';
import type { Constraint } from '../../src/guided/constraint';

/** A shape that no model writes unasked, and a judge of texts that no engine had a hand in. */
export interface Shape {
  readonly constraint: Exclude<Constraint, { readonly kind: 'structuralTag' }>;
  readonly fits: (text: string) => boolean;
}

const schema = {
  type: 'object',
  properties: { city: { enum: ['Oslo', 'Rome'] }, open: { type: 'boolean' } },
  required: ['city', 'open'],
  additionalProperties: false,
};

const follows = new Ajv().compile(schema);

export const shapes = {
  regex: {
    constraint: { kind: 'regex', pattern: '[QZ]{7}' },
    fits: (text) => /^[QZ]{7}$/.test(text),
  },
  choice: {
    constraint: { kind: 'choice', choices: ['zebra', 'quokka'] },
    fits: (text) => /^(?:zebra|quokka)$/.test(text),
  },
  json: {
    constraint: { kind: 'json', schema },
    fits: (text) => follows(parsed(text)),
  },
  grammar: {
    constraint: { kind: 'grammar', source: 'root ::= "f(" name ")"\nname ::= "Q" | "ZZ"\n' },
    fits: (text) => /^f\((?:Q|ZZ)\)$/.test(text),
  },
} as const satisfies Readonly<Record<string, Shape>>;

export const shapeNames = ['regex', 'choice', 'json', 'grammar'] as const;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
