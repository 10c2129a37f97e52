import { isRefusal } from '../errors';
import type { CallOptions } from '../llm';
import type { CandidatesRequest } from '../request';
import type { Candidates, Problem } from '../result';
import type { Body } from '../wire/body';
import {
  decodeChoices,
  encodeOneOf,
  encodeSamples,
  unreadProblems,
  type CandidateChoice,
} from '../wire/candidates';
import { withExtra } from '../wire/requests';
import { candidatesFrom, tooFewProblem } from './candidatesFrom';
import { openingOfWhole } from './chat';
import type { PreparedRequest, ServerClient } from './protocol';
import { sendWhole } from './steps';

/** A request for several answers to one conversation, and what was made of it. */
export interface PreparedCandidates extends PreparedRequest {
  readonly request: CandidatesRequest;
}

/** Answers as they came, and what is told of how they were asked for. */
export interface ReceivedCandidates extends Pick<Candidates, 'method' | 'problems'> {
  readonly choices: readonly CandidateChoice[];
}

export async function prepareCandidates(
  { protocol }: ServerClient,
  request: CandidatesRequest,
  options: CallOptions,
): Promise<PreparedCandidates> {
  const routed = { route: 'chat', delivery: 'whole', request } as const;
  return { ...(await protocol.prepare(routed, options)), request };
}

/** Asks without tools, and tells what had some. */
export async function withoutTools(
  request: CandidatesRequest,
  ask: (request: CandidatesRequest) => Promise<Candidates>,
): Promise<Candidates> {
  if (!request.tools || request.tools.length === 0) return ask(request);
  const several = await ask({ ...request, tools: [] });
  return { ...several, problems: [noTools, ...several.problems] };
}

const noTools: Problem = {
  code: 'unsupported',
  message: 'tools are left out: beam search ignores tool choice',
};

/** Several answers by sampling, which is all that servers other than vLLM can do. */
export async function sampleCandidates(
  server: ServerClient,
  prepared: PreparedCandidates,
  options: CallOptions,
): Promise<Candidates> {
  const choices = await samples(server, prepared, options);
  const problems = raisedProblem(prepared.request);
  return readCandidates(server, prepared, { method: 'samples', choices, problems }, options);
}

/** One body that asks for several whole answers, sent. */
export async function sendForChoices(
  server: ServerClient,
  body: Body,
  options: CallOptions,
): Promise<readonly CandidateChoice[]> {
  return decodeChoices(await sendWhole(server, 'chat', body, options));
}

/** Answers as they came, made into what callers choose from. */
export async function readCandidates(
  server: ServerClient,
  { request, opening: known, problems }: PreparedCandidates,
  { method, choices, problems: ofSending }: ReceivedCandidates,
  options: CallOptions,
): Promise<Candidates> {
  const answers = { opening: known, answers: choices };
  const opening = await openingOfWhole(server, request, answers, options);
  const candidates = candidatesFrom(choices, request, opening);
  return {
    candidates,
    method,
    problems: [
      ...problems,
      ...ofSending,
      ...unreadProblems(choices),
      ...tooFewProblem(candidates, request),
    ],
  };
}

/** Temperature at which samples differ enough to choose from and still hold together. */
const liveliness = 0.8;

/** In one request, or in as many as there are answers where `n` is refused. */
async function samples(
  server: ServerClient,
  { body, request: { beams, temperature, extraBody } }: PreparedCandidates,
  options: CallOptions,
): Promise<readonly CandidateChoice[]> {
  // Greedy answers would all be the same, and vLLM refuses to write them more than once.
  const lively = { ...body, temperature: Math.max(temperature ?? 0, liveliness) };
  try {
    const together = withExtra({ ...lively, ...encodeSamples(beams.width) }, extraBody);
    return await sendForChoices(server, together, options);
  } catch (error) {
    if (!isRefusal(error) || beams.width === 1) throw error;
    const wanted = withExtra(lively, extraBody);
    const each = Array.from({ length: beams.width }, (_, index) => encodeOneOf(wanted, index));
    return sendEach(server, each, options);
  }
}

/** The answers to several requests at once; the first failure ends them all. */
async function sendEach(
  server: ServerClient,
  bodies: readonly Body[],
  options: CallOptions,
): Promise<readonly CandidateChoice[]> {
  const abort = new AbortController();
  const signals = [abort.signal, ...(options.signal ? [options.signal] : [])];
  const together = { ...options, signal: AbortSignal.any(signals) };
  try {
    const sent = bodies.map((body) => sendForChoices(server, body, together));
    return (await Promise.all(sent)).flat();
  } finally {
    abort.abort();
  }
}

/** Told where samples are drawn livelier than asked. */
function raisedProblem({ temperature }: CandidatesRequest): readonly Problem[] {
  if (temperature === undefined || temperature >= liveliness) return [];
  const message = `samples are drawn at temperature ${liveliness} instead of ${temperature}, so that they differ`;
  return [{ code: 'changed', message }];
}
