import { isRefusal, undefinedOnFailure } from '../errors';
import type { CallOptions } from '../llm';
import type { CandidatesRequest } from '../request';
import type { Candidates } from '../result';
import {
  prepareCandidates,
  readCandidates,
  sampleCandidates,
  sendForChoices,
} from '../routes/candidates';
import type { ServerClient } from '../routes/protocol';
import { sideRequestOptions } from '../sideRequestOptions';
import { encodeBeams } from '../wire/candidates';
import { withExtra } from '../wire/requests';
import { decodeScore, encodeScore } from '../wire/score';
import {
  adapterNeedsSamples,
  constraintNeedsSamples,
  ignoredByBeams,
  noBeams,
  withProblem,
} from './problems';
import { rescore, unscored, type Scorer } from './rescore';
import type { ServerKnowledge } from './serverKnowledge';
import { cutAtStopTokens } from './stopTokens';

/**
 * Beams come without streaming. A server that refuses them is asked for samples, and so is any
 * where a constraint must hold, since beam search ignores it (seen on 0.10.2 to 0.32.0), or an
 * adapter that it would ignore.
 */
export async function beamsOrSamples(
  server: ServerClient,
  knowledge: ServerKnowledge,
  request: CandidatesRequest,
  options: CallOptions,
): Promise<Candidates> {
  if (request.guided) return constrainedSamples(server, knowledge, request, options);
  const prepared = await prepareCandidates(server, request, options);
  if (knowledge.losesAdapter(request.model)) {
    return withProblem(adapterNeedsSamples, await sampleCandidates(server, prepared, options));
  }
  try {
    const body = withExtra({ ...prepared.body, ...encodeBeams(request) }, request.extraBody);
    const whole = await sendForChoices(server, body, options);
    const { choices, problems: uncut } = cutAtStopTokens(whole, request.stopTokenIds);
    const problems = [...ignoredByBeams(request), ...uncut];
    return await readCandidates(server, prepared, { method: 'beams', choices, problems }, options);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return withProblem(noBeams(error), await sampleCandidates(server, prepared, options));
  }
}

async function constrainedSamples(
  server: ServerClient,
  knowledge: ServerKnowledge,
  request: CandidatesRequest,
  options: CallOptions,
): Promise<Candidates> {
  const prepared = await prepareCandidates(server, request, options);
  const sampled = await sampleCandidates(server, prepared, options);
  const aside = sideRequestOptions(options);
  const score: Scorer['score'] = async (tokens) => {
    const body = encodeScore(request.model, tokens);
    const call = { method: 'POST', mount: 'api', path: '/completions', body } as const;
    return decodeScore(await server.transport.json(call, aside));
  };
  const scored = await undefinedOnFailure(
    rescore(sampled.candidates, request, { llm: knowledge, score }, aside),
  );
  const { candidates, problems } = scored ?? unscored(sampled.candidates);
  return withProblem(constraintNeedsSamples, {
    ...sampled,
    candidates,
    problems: [...sampled.problems, ...problems],
  });
}
