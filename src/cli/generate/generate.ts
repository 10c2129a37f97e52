import { chooseModel } from '../../adapters/chooseModel';
import {
  checkAnswer,
  type ConstraintVerdict,
  type ConstraintVerifier,
} from '../../provider/checkAnswer';
import { checked } from '../../provider/checked';
import type { Candidates, GenerateRequest, LLM } from '../../provider/llm';
import type { ProbedServer } from '../../provider/probe';
import { withoutBlankEdges } from '../../reasoning/blankEdges';
import { answerDocument, noteProblems, showAnswer, type Answer } from '../answer';
import type { Command, CommandContext } from '../command';
import { writeDocument, type JsonValue } from '../document';
import { helpText } from '../help';
import { matchDocument } from '../matchWords';
import { locationText, problemDocument } from '../problems';
import { applySecretsOption } from '../sampling';
import { connect } from '../server';
import { conclude, readStream, textOf, type Answered } from './checkedAnswer';
import {
  generateOptions,
  readGenerateArguments,
  type GenerateArguments,
} from './generateArguments';
import { diagnosisDocument, enforcementDocument } from './enforcement';

/** As the editor's settings have it. */
const defaultMaxTokens = 2048;

/** `trellis generate`: one answer, in a shape if one is asked for. */
export const generate: Command = {
  name: 'generate',
  help: helpText({
    usage: ['generate PROMPT [SHAPE] [--beams N] [--model M] [--system S] [--image F]... ...'],
    about: `
Asks a model. The answer goes to standard output, what the model thinks before it to standard error.
A PROMPT of - is standard input, and so is a FILE of -.

A shape is checked before anything is sent, and the answer is checked against it: the exit code is 0
if it matches, 4 if it does not (the server may have ignored the shape) and 5 if it matches so far
but is cut short. If it cannot be checked, a warning says so, and the code is 0.

After a thought, blank lines around the answer are left out, as the server's reasoning parser put
them there; --json leaves them out where the answer was checked without them.`,
    options: generateOptions,
  }),
  async run(args, context) {
    const asked = await readGenerateArguments(args, context);
    // Before anything is sent: whoever cannot check need not ask.
    const verifier = asked.shape && (await context.openVerifier());
    warn(asked, context);
    const server = applySecretsOption(await connect(asked.access, context, 'answers'), asked);
    const { models } = server;
    const { model } = chooseModel({ models, configured: asked.model, adapter: undefined });
    const from = { server, model: model.id, verifier: verifier ?? unused };
    const answered = await ask(asked, from, context);
    if (asked.delivery === 'whole') show(answered, context);
    const verdict = await answered.verdict();
    verifier?.dispose();
    if (asked.delivery === 'document') {
      writeDocument(context.terminal, generateDocument({ asked, answered, verdict }, from));
    } else {
      context.terminal.endLine();
      noteProblems({ ...answered.answer, text: textOf(answered) }, context.terminal);
    }
    return conclude(answered.answer, verdict, context);
  },
};

/** Matches nothing: no shape was asked for. */
const unused: ConstraintVerifier = {
  verify: () => Promise.resolve({ match: 'unchecked', reason: 'there is no constraint' }),
};

interface From {
  readonly server: ProbedServer;
  readonly model: string;
  readonly verifier: ConstraintVerifier;
}

function warn({ shape }: GenerateArguments, { terminal }: CommandContext): void {
  for (const warning of shape?.warnings ?? []) {
    terminal.note(
      `trellis: ${locationText(shape?.name ?? '', warning)}: warning: ${warning.message}`,
    );
  }
}

async function ask(
  asked: GenerateArguments,
  { server: { llm }, model, verifier }: From,
  { terminal, signal }: CommandContext,
): Promise<Answered> {
  const request = {
    model,
    messages: asked.messages,
    maxTokens: asked.maxTokens ?? defaultMaxTokens,
    ...asked.sampling,
    ...asked.thinking,
    ...(asked.shape && { guided: asked.shape.constraint }),
  } satisfies GenerateRequest;
  if (asked.delivery === 'streamed') {
    return readStream(checked(llm, verifier).stream(request, { signal }), terminal);
  }
  const whole = await askWhole(asked, request, { llm, signal });
  const { answer, method } = whole;
  const { guided: constraint, thinking } = request;
  if (!constraint)
    return { ...whole, matched: undefined, verdict: () => Promise.resolve(undefined) };
  const checkable = { ...answer, constraint, route: 'chat', method, thinking } as const;
  const check = await checkAnswer({ llm, model, verifier }, checkable, { signal });
  return { ...whole, matched: check, verdict: () => check.verdict() };
}

interface WholeAnswer {
  readonly answer: Answer;
  readonly beams?: Candidates;
  readonly method: 'one' | Candidates['method'];
}

/** Candidates come in the order of their rank. */
async function askWhole(
  { beams: width }: GenerateArguments,
  request: GenerateRequest & { readonly maxTokens: number },
  { llm, signal }: { readonly llm: LLM; readonly signal: AbortSignal },
): Promise<WholeAnswer> {
  if (width === undefined)
    return { answer: await llm.generate(request, { signal }), method: 'one' };
  const beams = await llm.candidates({ ...request, beams: { width } }, { signal });
  const [best] = beams.candidates;
  const answer: Answer = {
    text: best?.text ?? '',
    reasoning: best?.reasoning ?? '',
    finishReason: best?.ending === 'cut' ? 'length' : undefined,
    usage: undefined,
    problems: beams.problems,
  };
  return { answer, beams, method: beams.method };
}

/** A text that was matched is shown as it was matched. */
function show({ answer, matched }: Answered, { terminal }: CommandContext): void {
  const { text, reasoning } = answer;
  const isMatched = matched && matched.match.match !== 'unchecked';
  const bare = reasoning === '' ? text : withoutBlankEdges(text);
  showAnswer({ text: isMatched ? matched.text : bare, reasoning }, terminal);
}

interface Outcome {
  readonly asked: GenerateArguments;
  readonly answered: Answered;
  readonly verdict: ConstraintVerdict | undefined;
}

function generateDocument({ asked, answered, verdict }: Outcome, from: From): JsonValue {
  const { answer, beams } = answered;
  const { match, enforcement, diagnosis } = verdict ?? {};
  const text = textOf(answered);
  return {
    text,
    reasoning: answer.reasoning,
    match: match === undefined ? null : matchDocument(match),
    enforcement: enforcement ? enforcementDocument(enforcement) : null,
    diagnosis: diagnosis ? diagnosisDocument(diagnosis) : null,
    warnings: (asked.shape?.warnings ?? []).map(problemDocument),
    ...answerDocument({ ...answer, text }, from),
    ...(beams && { candidates: candidateDocuments(beams, text), method: beams.method }),
  };
}

/** The first one is what was checked. */
function candidateDocuments({ candidates }: Candidates, text: string): readonly JsonValue[] {
  return candidates.map(({ text: own, reasoning, ending, score }, rank) => ({
    text: rank === 0 ? text : own,
    reasoning,
    ending,
    score: score ? { ...score } : null,
  }));
}
