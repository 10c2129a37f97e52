import * as z from 'zod';
import type { StreamEvent, TokenAlternative, TokenLogprob } from '../result';

const alternative = z.object({ token: z.string(), logprob: z.number() });

/** A list of tokens with numbers on one route, lists side by side on the other. */
const logprobs = z.object({
  content: z
    .array(alternative.extend({ top_logprobs: z.array(alternative).nullish().catch(null) }))
    .nullish(),
  tokens: z.array(z.string()).nullish(),
  token_logprobs: z.array(z.number().nullable()).nullish(),
  top_logprobs: z.array(z.record(z.string(), z.number()).nullable()).nullish().catch(null),
});

export function logprobEvents(value: unknown): StreamEvent[] {
  if (value === null || value === undefined) return [];
  const said = logprobs.safeParse(value).data;
  if (!said) return [];
  const { content, tokens, token_logprobs: values, top_logprobs: tops } = said;
  const read = content
    ? content.map((each) => tokenLogprob(each, each.top_logprobs ?? []))
    : columns(tokens ?? [], values ?? [], tops ?? []);
  return read.length === 0 ? [] : [{ type: 'logprobs', tokens: read }];
}

/** The first token of a scored prompt has no probability, which is `null`. */
function columns(
  tokens: readonly string[],
  values: readonly (number | null)[],
  tops: readonly (Readonly<Record<string, number>> | null)[],
): readonly TokenLogprob[] {
  return tokens.flatMap((token, index) => {
    const logprob = values[index];
    if (typeof logprob !== 'number') return [];
    const top = Object.entries(tops[index] ?? {});
    const alternatives = top.map(([other, its]) => ({ token: other, logprob: its }));
    // The token itself stands there although no alternatives were asked for.
    const others = alternatives.some((each) => each.token !== token) ? alternatives : [];
    return [tokenLogprob({ token, logprob }, others)];
  });
}

function tokenLogprob(
  { token, logprob }: TokenAlternative,
  top: readonly TokenAlternative[],
): TokenLogprob {
  return { token, logprob, ...(top.length > 0 && { alternatives: top }) };
}
