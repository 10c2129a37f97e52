import * as z from 'zod';
import { ProviderError } from '../errors';
import type { DecideRequest } from '../request';
import type { Decision } from '../result';
import { withoutUndefined, type Body } from './body';

const question = 'route';

/** A question of the kind `choice`; the text is what is judged (addendum, section 1.2). */
export function encodeDecide({ model, text, instructions, options }: DecideRequest): Body {
  const criteria = options.map(({ name, description = null }) => [name, description] as const);
  return {
    model,
    state: text,
    questions: {
      [question]: withoutUndefined({
        type: 'choice',
        instructions,
        criteria: Object.fromEntries(criteria),
      }),
    },
    // A decision is the first token of a reply: a model that thinks first has none (same place).
    chat_template_kwargs: { enable_thinking: false },
  };
}

const probability = z.number().min(0).max(1);

const decisionAnswer = z.looseObject({
  answers: z.looseObject({
    [question]: z.looseObject({
      choice: z.string(),
      probabilities: z.record(z.string(), probability),
    }),
  }),
  diagnostics: z
    .looseObject({ [question]: z.looseObject({ label_mass: probability.nullish() }).nullish() })
    .nullish()
    .catch(null),
});

/** @param options that the answer may name */
export function decodeDecision(
  json: unknown,
  { options }: Pick<DecideRequest, 'options'>,
): Decision {
  const { data } = decisionAnswer.safeParse(json);
  const answer = data?.answers[question];
  if (!data || !answer || !options.some(({ name }) => name === answer.choice)) {
    throw new ProviderError('bad-response', 'the answer to /v1/systemone holds no decision');
  }
  const told = new Map(Object.entries(answer.probabilities));
  const probabilities = options.map(({ name }) => [name, told.get(name) ?? 0] as const);
  return {
    choice: answer.choice,
    probabilities: new Map(probabilities),
    mass: data.diagnostics?.[question]?.label_mass ?? undefined,
    problems: [],
  };
}
