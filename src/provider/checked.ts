import type { Constraint, ConstraintProblem } from '../guided/constraint';
import { readConstraint } from '../guided/constraintGrammar';
import { unwrapConstraint } from '../guided/wrappedSchema';
import type { Match } from '../guided/match';
import type { ConstrainedAnswer } from './diagnose';
import { explainMismatch, type ConstraintFinding } from './explainMismatch';
import type {
  CallOptions,
  CompleteRequest,
  FinishReason,
  GenerateRequest,
  GenerateResult,
  LLM,
  StreamEvent,
} from './llm';

/** Judges a text by its constraint; a `Verifier` does. Never rejects. */
export interface ConstraintJudge {
  verify(constraint: Constraint, text: string): Promise<Match>;
}

/**
 * What came of the shape that an answer was asked for: whether the text has it, and apart from that
 * what is known of the server, since a text may match by chance.
 */
export interface ConstraintVerdict extends Partial<ConstraintFinding> {
  readonly match: Match;
}

export interface VerdictEvent {
  readonly type: 'verdict';
  readonly verdict: ConstraintVerdict;
}

/** The constraint is none; nothing was sent. */
export class InvalidConstraint extends Error {
  override readonly name = 'InvalidConstraint';

  constructor(readonly problems: readonly [ConstraintProblem, ...ConstraintProblem[]]) {
    const [{ message, line, column }] = problems;
    super(line === undefined ? message : `${line}:${column ?? 1}: ${message}`);
  }
}

/** Answers whose constraints are checked before they are sent, and judged afterwards. */
export interface Checked {
  /** Throws `InvalidConstraint` beside what `LLM.generate` throws. */
  generate(
    request: GenerateRequest,
    options?: CallOptions,
  ): Promise<GenerateResult & { readonly verdict: ConstraintVerdict | undefined }>;
  /** The last event is the verdict, where there was a constraint. */
  stream(
    request: GenerateRequest,
    options?: CallOptions,
  ): AsyncIterable<StreamEvent | VerdictEvent>;
  complete(
    request: CompleteRequest,
    options?: CallOptions,
  ): AsyncIterable<StreamEvent | VerdictEvent>;
}

/** The same model, for whoever asks it for shapes and wants to know what came of them. */
export function checked(llm: LLM, judge: ConstraintJudge): Checked {
  const verdictOn = async (
    model: string,
    answer: Omit<ConstrainedAnswer, 'match' | 'method'>,
    call: CallOptions,
  ): Promise<ConstraintVerdict> => {
    const match = await judge.verify(answer.constraint, answer.text);
    const answered = { ...answer, match, method: 'one' } as const;
    // What a server says of itself is a question more; without an answer the match still stands.
    const finding = await explainMismatch(llm, model, answered, call).catch(() => undefined);
    return { match, ...finding };
  };
  return {
    async generate(request, options = {}) {
      const constraint = checkedShape(request.guided);
      const result = await llm.generate(request, options);
      const { model, thinking } = request;
      const { text, finishReason } = result;
      const answer = { route: 'chat', thinking, text, finishReason } as const;
      const verdict = constraint && (await verdictOn(model, { ...answer, constraint }, options));
      return { ...result, verdict };
    },
    stream: (request, options = {}) =>
      judged(request, llm.stream(request, options), (answer) =>
        verdictOn(request.model, { ...answer, route: 'chat', thinking: request.thinking }, options),
      ),
    complete: (request, options = {}) =>
      judged(request, llm.complete(request, options), (answer) =>
        verdictOn(request.model, { ...answer, route: 'completions', thinking: undefined }, options),
      ),
  };
}

type Streamed = Pick<ConstrainedAnswer, 'constraint' | 'text' | 'finishReason'>;

/** @param events which are asked for only once somebody reads them */
async function* judged(
  { guided }: Pick<GenerateRequest, 'guided'>,
  events: AsyncIterable<StreamEvent>,
  verdictOn: (answer: Streamed) => Promise<ConstraintVerdict>,
): AsyncGenerator<StreamEvent | VerdictEvent, void, undefined> {
  const constraint = checkedShape(guided);
  let text = '';
  let finishReason: FinishReason | undefined;
  for await (const event of events) {
    if (event.type === 'text-delta') text += event.text;
    else if (event.type === 'finish') finishReason = event.reason;
    yield event;
  }
  if (!constraint) return;
  yield { type: 'verdict', verdict: await verdictOn({ constraint, text, finishReason }) };
}

/**
 * What an answer is judged by; throws where it is none. What our readers cannot follow may still be
 * sound: the server decides, and the verdict says so.
 */
function checkedShape(guided: Constraint | undefined): Constraint | undefined {
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
