import type { Constraint, ConstraintProblem } from '../guided/constraint';
import { readConstraint } from '../guided/constraintGrammar';
import { unwrapConstraint } from '../guided/wrappedSchema';
import {
  checkAnswer,
  type AnswerSource,
  type CheckableAnswer,
  type CheckedAnswer,
  type ConstraintVerdict,
  type ConstraintVerifier,
  type MatchedText,
} from './checkAnswer';
import type {
  CallOptions,
  CompleteRequest,
  FinishReason,
  GenerateRequest,
  GenerateResult,
  LLM,
  StreamEvent,
} from './llm';

export interface MatchEvent extends MatchedText {
  readonly type: 'match';
  /** Of an answer that came to its end, or of what came of it before an error. */
  readonly extent: 'whole' | 'part';
}

export interface VerdictEvent {
  readonly type: 'verdict';
  readonly verdict: ConstraintVerdict;
}

/**
 * Where there is a constraint, an answer is followed by its match, at once, and then by the verdict,
 * for which the server may be asked. What came before a failure or a stop is matched, too, and then
 * the error is thrown.
 */
export type CheckedEvent = StreamEvent | MatchEvent | VerdictEvent;

/** A constraint that no server can follow; nothing was sent. */
export class InvalidConstraint extends Error {
  override readonly name = 'InvalidConstraint';

  constructor(readonly problems: readonly [ConstraintProblem, ...ConstraintProblem[]]) {
    const [{ message, line, column }] = problems;
    super(line === undefined ? message : `${line}:${column ?? 1}: ${message}`);
  }
}

/** A model whose constraints are checked before they are sent, and its answers afterwards. */
export interface CheckedLLM {
  /** Throws `InvalidConstraint` beside what `LLM.generate` throws. */
  generate(
    request: GenerateRequest,
    options?: CallOptions,
  ): Promise<GenerateResult & { readonly verdict: ConstraintVerdict | undefined }>;
  stream(request: GenerateRequest, options?: CallOptions): AsyncIterable<CheckedEvent>;
  complete(request: CompleteRequest, options?: CallOptions): AsyncIterable<CheckedEvent>;
}

export function checked(llm: LLM, verifier: ConstraintVerifier): CheckedLLM {
  return {
    async generate(request, options = {}) {
      const constraint = validConstraint(request.guided);
      const result = await llm.generate(request, options);
      if (!constraint) return { ...result, verdict: undefined };
      const { model, thinking } = request;
      const answer = { ...result, constraint, route: 'chat', method: 'one', thinking } as const;
      const check = await checkAnswer({ llm, model, verifier }, answer, options);
      return { ...result, verdict: await check.verdict() };
    },
    stream(request, options = {}) {
      const { model, guided, thinking } = request;
      const events = llm.stream(request, options);
      const how = { guided, route: 'chat', thinking } as const;
      return checkedEvents(events, { ...how, llm, model, verifier }, options);
    },
    complete(request, options = {}) {
      const { model, guided } = request;
      const events = llm.complete(request, options);
      const how = { guided, route: 'completions', thinking: undefined } as const;
      return checkedEvents(events, { ...how, llm, model, verifier }, options);
    },
  };
}

interface StreamSource extends AnswerSource, Pick<CheckableAnswer, 'route' | 'thinking'> {
  readonly guided: Constraint | undefined;
}

/** @param events which are asked for only once somebody reads them */
async function* checkedEvents(
  events: AsyncIterable<StreamEvent>,
  { guided, ...from }: StreamSource,
  call: CallOptions,
): AsyncGenerator<CheckedEvent, void, undefined> {
  const constraint = validConstraint(guided);
  if (!constraint) {
    yield* events;
    return;
  }
  let text = '';
  let reasoning = '';
  let finishReason: FinishReason | undefined;
  const check = (): Promise<CheckedAnswer> => {
    const { route, thinking } = from;
    const how = { constraint, route, method: 'one', thinking } as const;
    return checkAnswer(from, { ...how, text, reasoning, finishReason }, call);
  };
  try {
    for await (const event of events) {
      if (event.type === 'text-delta') text += event.text;
      else if (event.type === 'reasoning-delta') reasoning += event.text;
      else if (event.type === 'finish') finishReason = event.reason;
      yield event;
    }
  } catch (error) {
    yield matchEvent(await check(), 'part');
    throw error;
  }
  const answer = await check();
  yield matchEvent(answer, 'whole');
  yield { type: 'verdict', verdict: await answer.verdict() };
}

function matchEvent({ text, match }: MatchedText, extent: MatchEvent['extent']): MatchEvent {
  return { type: 'match', text, match, extent };
}

/**
 * What an answer is held against. What our readers cannot follow may still be sound: the server
 * decides, and the verdict says so.
 */
function validConstraint(guided: Constraint | undefined): Constraint | undefined {
  if (!guided) return undefined;
  const { constraint } = unwrapConstraint(guided);
  const parts =
    constraint.kind === 'structuralTag'
      ? constraint.tags.map(({ schema }) => ({ kind: 'json', schema }) as const)
      : [constraint];
  const problems = parts
    .flatMap((part) => readConstraint(part).problems ?? [])
    .filter(({ beyondUs }) => beyondUs !== true);
  const [first, ...others] = problems;
  if (first) throw new InvalidConstraint([first, ...others]);
  return constraint;
}
