import type { Dialect } from '../dialect';
import { undefinedOnFailure } from '../errors';
import type { CallOptions } from '../llm';
import type { Problem } from '../result';
import { encodeRequest, type PreparedRequest, type RoutedRequest } from '../routes/protocol';
import { briefSideRequestOptions, sideRequestOptions } from '../sideRequestOptions';
import { encodeGuided } from '../wire/guided';
import {
  encodeOwnSampling,
  encodeThinking,
  withExtra,
  withoutHiding,
  withoutUnsupported,
} from '../wire/requests';
import {
  checkConstraint,
  constrainedThoughtProblem,
  promptForConstraint,
  unwrapSchemas,
} from './constrained';
import {
  fitToContextWindow,
  maxChatTokens,
  maxPromptTokens,
  type ContextRoom,
} from './contextWindow';
import { checkEngineSupports } from './engineFacts';
import { boundOpening } from './opening';
import { missingOption, thoughtNotHidden } from './problems';
import type { ServerKnowledge } from './serverKnowledge';

/** A request as it goes on, and what is told of that. */
interface ChangedRequest {
  readonly routed: RoutedRequest;
  readonly problems: readonly Problem[];
}

/** Learns what the server must be known for, and makes of a request one that it keeps to. */
export async function prepare(
  asked: RoutedRequest,
  knowledge: ServerKnowledge,
  options: CallOptions,
): Promise<PreparedRequest> {
  const brief = briefSideRequestOptions(options);
  await knowledge.ready(brief);
  const { dialect, facts } = knowledge;
  checkConstraint(asked.request, dialect);
  await checkEngineSupports(asked.request, facts, sideRequestOptions(options));
  const known = withoutUnsupported(asked.request, dialect.missing[asked.route]);
  const bound = await bindConstraint(withRequest(asked, known.request), knowledge, options);
  const contextWindow = await knowledge.windowOf(asked.request.model, brief);
  const room = { window: contextWindow, ...sizeOf(bound.routed, knowledge, brief) };
  const fitted = await fitToContextWindow(bound.routed.request, room);
  const sent = withRequest(bound.routed, fitted.request);
  const begun = await openingOf(sent, knowledge, options);
  // The release may be known better by now.
  const { body, problems } = encode(sent, knowledge.dialect);
  return {
    body,
    asked: { ...sent.request, contextWindow },
    opening: begun.opening,
    problems: [
      ...known.leftOut.map(missingOption),
      ...bound.problems,
      ...begun.problems,
      ...fitted.problems,
      ...problems,
    ],
  };
}

function withRequest<Routed extends RoutedRequest>(
  routed: Routed,
  request: Routed['request'],
): Routed {
  return { ...routed, request };
}

/** A conversation's constraint binds by itself; that of a raw prompt may take another prompt. */
async function bindConstraint(
  routed: RoutedRequest,
  knowledge: ServerKnowledge,
  options: CallOptions,
): Promise<ChangedRequest> {
  if (routed.route === 'chat') return { routed, problems: [] };
  const { model, guided, thought } = routed.request;
  if (!guided || thought === 'ended') return { routed, problems: [] };
  const { request, problems } = await promptForConstraint(
    routed.request,
    await knowledge.facts.one(model, 'completion-constraints', sideRequestOptions(options)),
    tokenizerOf(model, knowledge, briefSideRequestOptions(options)),
  );
  return { routed: { ...routed, request }, problems };
}

/** How long a prompt can be, and how long it is. */
function sizeOf(
  routed: RoutedRequest,
  knowledge: ServerKnowledge,
  call: CallOptions,
): Omit<ContextRoom, 'window'> {
  if (routed.route === 'chat') {
    const { request } = routed;
    const count = async (): Promise<number | undefined> =>
      (await undefinedOnFailure(knowledge.tokenize(request, call)))?.tokens.length;
    return { most: maxChatTokens(request), count };
  }
  const { model, prompt } = routed.request;
  const tokenize = tokenizerOf(model, knowledge, call);
  const count = async (): Promise<number | undefined> =>
    typeof prompt === 'string'
      ? (await undefinedOnFailure(tokenize(prompt)))?.length
      : prompt.length;
  return { most: maxPromptTokens(routed.request), count };
}

function tokenizerOf(
  model: string,
  knowledge: ServerKnowledge,
  call: CallOptions,
): (text: string) => Promise<readonly number[]> {
  return async (text) =>
    (await knowledge.tokenize({ model, text, addSpecialTokens: 'no' }, call)).tokens;
}

/** Where the answer begins, and whether there is room for a thought before it. */
async function openingOf(
  routed: RoutedRequest,
  { facts, openings }: ServerKnowledge,
  options: CallOptions,
): Promise<Pick<PreparedRequest, 'opening' | 'problems'>> {
  if (routed.route === 'completions') return { opening: 'answer', problems: [] };
  const { request } = routed;
  const { model, guided, thinking } = request;
  const aside = sideRequestOptions(options);
  const problems =
    guided && thinking === 'on'
      ? constrainedThoughtProblem(request, await facts.one(model, 'reasoning-parser', aside))
      : [];
  const known = await openings.of(request, briefSideRequestOptions(options));
  return { opening: boundOpening(request, known), problems };
}

/** The body in the words of a release, under what a person put into `extraBody`. */
function encode(
  routed: RoutedRequest,
  dialect: Dialect,
): Pick<PreparedRequest, 'body' | 'problems'> {
  const { guided, extraBody } = routed.request;
  const { constraint, problems } = unwrapSchemas(guided);
  const own = {
    ...encodeRequest(routed),
    ...encodeOwnSampling(routed.request),
    ...encodeGuided(constraint, dialect, routed.route),
  };
  if (routed.route === 'completions') return { body: withExtra(own, extraBody), problems };
  const body = withExtra({ ...own, ...encodeThinking(routed.request) }, extraBody);
  const shown = withoutHiding(body, routed.request.thinking);
  return { body: shown, problems: shown === body ? problems : [...problems, thoughtNotHidden] };
}
