import { chooseTarget } from '../../adapters/chooseTarget';
import { explainMismatch, type ConstraintFinding } from '../../provider/explainMismatch';
import type { Candidates, GenerateRequest } from '../../provider/llm';
import type { ProbedServer } from '../../provider/probe';
import {
  answerDocument,
  exitOfAnswer,
  noteProblems,
  readAnswer,
  showAnswer,
  type Answer,
} from '../answer';
import { withoutBlankEdges } from '../blankEdges';
import type { Command, CommandContext } from '../command';
import { writeDocument, type JsonValue } from '../document';
import type { Exit } from '../exit';
import { helpText } from '../help';
import { exitOfMatch, matchDocument, mismatchWords } from '../matchWords';
import { locationText, problemDocument } from '../problems';
import { applySecretsOption } from '../sampling';
import { connect } from '../server';
import {
  generateOptions,
  readGenerateArguments,
  type GenerateArguments,
} from './generateArguments';
import { diagnosisDocument, diagnosisWords, enforcementDocument } from './enforcement';
import { judge, type Judgement } from './judgement';

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

A shape is checked before anything is sent, and the answer is judged by it afterwards: 0 it matches,
4 it does not (the server may have ignored the shape), 5 it matches so far but is cut short. Where
that cannot be judged, a warning says so, and the code is 0.

After a thought, blank lines around the answer are left out, as the server's reasoning parser put
them there; --json leaves them out where the answer was judged without them.`,
    options: generateOptions,
  }),
  async run(args, context) {
    const asked = await readGenerateArguments(args, context);
    // Before anything is sent: whoever cannot judge need not ask.
    const verifier = asked.shape && (await context.openVerifier());
    warn(asked, context);
    const server = applySecretsOption(await connect(asked.access, context, 'answers'), asked);
    const { models } = server;
    const { model } = chooseTarget({ models, configured: asked.model, adapter: undefined });
    const from = { server, model: model.id };
    const answered = await ask(asked, from, context);
    const judgement = await judge(asked.shape, answered.answer, verifier, context.signal);
    verifier?.dispose();
    if (asked.delivery === 'whole') show(answered.answer, judgement, context);
    const finding = await explain(asked, answered, judgement, from, context);
    if (asked.delivery === 'document') {
      writeDocument(
        context.terminal,
        generateDocument({ asked, answered, judgement, finding }, from),
      );
    } else {
      context.terminal.endLine();
      noteProblems({ ...answered.answer, text: judgement.text }, context.terminal);
    }
    return conclude(answered.answer, judgement, finding, context);
  },
};

interface Answered {
  readonly answer: Answer;
  readonly beams?: Candidates;
}

interface From {
  readonly server: ProbedServer;
  readonly model: string;
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
  { server, model }: From,
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
  const { llm } = server;
  if (asked.delivery === 'streamed') {
    return { answer: await readAnswer(llm.stream(request, { signal }), terminal) };
  }
  if (asked.beams === undefined) return { answer: await llm.generate(request, { signal }) };
  return bestOf(await llm.candidates({ ...request, beams: { width: asked.beams } }, { signal }));
}

/** Candidates come in the order of their rank. */
function bestOf(beams: Candidates): Answered {
  const [best] = beams.candidates;
  const answer: Answer = {
    text: best?.text ?? '',
    reasoning: best?.reasoning ?? '',
    finishReason: best?.ending === 'cut' ? 'length' : undefined,
    usage: undefined,
    problems: beams.problems,
  };
  return { answer, beams };
}

/** A text that was judged is shown as it was judged. */
function show(
  { text, reasoning }: Answer,
  judgement: Judgement,
  { terminal }: CommandContext,
): void {
  const { match } = judgement;
  if (match && match.match !== 'unchecked') {
    showAnswer({ text: judgement.text, reasoning }, terminal);
  } else
    showAnswer({ text: reasoning === '' ? text : withoutBlankEdges(text), reasoning }, terminal);
}

async function explain(
  asked: GenerateArguments,
  { answer, beams }: Answered,
  { text, match }: Judgement,
  { server, model }: From,
  { signal }: CommandContext,
): Promise<ConstraintFinding | undefined> {
  if (!asked.shape || !match) return undefined;
  const how = {
    constraint: asked.shape.constraint,
    route: 'chat',
    method: beams?.method ?? 'one',
    thinking: asked.thinking.thinking,
  } as const;
  const { finishReason } = answer;
  return explainMismatch(server.llm, model, { ...how, text, match, finishReason }, { signal });
}

interface Outcome {
  readonly asked: GenerateArguments;
  readonly answered: Answered;
  readonly judgement: Judgement;
  readonly finding: ConstraintFinding | undefined;
}

function generateDocument(
  { asked, answered: { answer, beams }, judgement: { text, match }, finding }: Outcome,
  from: From,
): JsonValue {
  return {
    text,
    reasoning: answer.reasoning,
    match: match === undefined ? null : matchDocument(match),
    enforcement: finding ? enforcementDocument(finding.enforcement) : null,
    diagnosis: finding?.diagnosis ? diagnosisDocument(finding.diagnosis) : null,
    warnings: (asked.shape?.warnings ?? []).map(problemDocument),
    ...answerDocument({ ...answer, text }, from),
    ...(beams && { candidates: candidateDocuments(beams, text), method: beams.method }),
  };
}

/** The first one is what was judged. */
function candidateDocuments({ candidates }: Candidates, text: string): readonly JsonValue[] {
  return candidates.map(({ text: own, reasoning, ending, score }, rank) => ({
    text: rank === 0 ? text : own,
    reasoning,
    ending,
    score: score ? { ...score } : null,
  }));
}

function conclude(
  answer: Answer,
  { match }: Judgement,
  finding: ConstraintFinding | undefined,
  { terminal }: CommandContext,
): Exit {
  const words = wordsFor(answer, match, diagnosisWords(finding?.diagnosis));
  if (words !== undefined) terminal.note(`trellis: ${words}`);
  const broken = exitOfAnswer(answer);
  return match === undefined || broken !== 'ok' ? broken : exitOfMatch(match);
}

function wordsFor(
  { finishReason }: Answer,
  match: Judgement['match'],
  why: string,
): string | undefined {
  const cut = finishReason === 'length' ? 'is cut short by the token limit' : undefined;
  switch (match?.match) {
    case undefined:
    case 'complete':
      return cut && `the answer ${cut}`;
    case 'legal-prefix':
      return `the answer ${cut ?? 'is not complete'}; it matches so far${why}`;
    case 'mismatch':
      return `the answer ${mismatchWords(match)}${why}`;
    case 'unchecked':
      return `the answer was not checked: ${match.reason}`;
  }
}
