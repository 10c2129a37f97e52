import { chooseTarget } from '../../adapters/chooseTarget';
import { find, type Finding } from '../../generate/finding';
import type { Match } from '../../guided/match';
import type { Candidates, GenerateRequest, GenerateResult } from '../../provider/llm';
import type { Server } from '../../provider/probe';
import { answerDocument, exitOfAnswer, noteProblems, readAnswer, showAnswer } from '../answer';
import type { Command, CommandContext } from '../command';
import { writeDocument } from '../document';
import type { Exit } from '../exit';
import { helpText } from '../help';
import { exitOf, matchDocument, mismatchWords } from '../matchWords';
import { connect } from '../server';
import { diagnosisWords, enforcementDocument } from './enforcement';
import { generateOptions, readAsked, type Asked } from './asked';

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
that cannot be judged, a warning says so, and the code is 0.`,
    options: generateOptions,
  }),
  async run(args, context) {
    const asked = await readAsked(args, context);
    const server = await connect(asked.access, context);
    const { model } = chooseTarget({
      models: server.models,
      configured: asked.model,
      adapter: undefined,
    });
    const { terminal } = context;
    const answer = await ask(asked, { server, model: model.id }, context);
    const match = await judge(asked, answer.result, context);
    const finding =
      asked.shape &&
      match &&
      (await find(
        server.llm,
        model.id,
        {
          constraint: asked.shape.constraint,
          route: 'chat',
          method: answer.beams?.method ?? 'one',
          thinking: asked.thinking.thinking,
          text: answer.result.text,
          match,
          finishReason: answer.result.finishReason,
        },
        { signal: context.signal },
      ));
    if (asked.delivery === 'document') {
      writeDocument(terminal, {
        text: answer.result.text,
        reasoning: answer.result.reasoning,
        match: match === undefined ? null : matchDocument(match),
        enforcement: finding ? enforcementDocument(finding.enforcement) : null,
        ...answerDocument(answer.result, { model: model.id, server }),
        ...(answer.beams && {
          candidates: answer.beams.candidates.map(({ score, ...candidate }) => ({
            ...candidate,
            score: score ? { ...score } : null,
          })),
          method: answer.beams.method,
        }),
      });
    } else {
      terminal.endLine();
      noteProblems(answer.result, terminal);
    }
    return conclude(answer.result, match, finding, context);
  },
};

interface Answer {
  readonly result: GenerateResult;
  readonly beams?: Candidates;
}

async function ask(
  asked: Asked,
  { server, model }: { readonly server: Server; readonly model: string },
  { terminal, signal }: CommandContext,
): Promise<Answer> {
  const request = {
    model,
    messages: asked.messages,
    maxTokens: asked.maxTokens ?? defaultMaxTokens,
    ...asked.sampling,
    ...asked.thinking,
    ...(asked.shape && { guided: asked.shape.constraint }),
  } satisfies GenerateRequest;
  if (asked.delivery === 'streamed') {
    return { result: await readAnswer(server.llm.stream(request, { signal }), terminal) };
  }
  const answer =
    asked.beams === undefined
      ? { result: await server.llm.generate(request, { signal }) }
      : bestOf(
          await server.llm.candidates({ ...request, beams: { width: asked.beams } }, { signal }),
        );
  if (asked.delivery === 'whole') showAnswer(answer.result, terminal);
  return answer;
}

/** Candidates come in the order of their rank. */
function bestOf(beams: Candidates): Answer {
  const [best] = beams.candidates;
  const result: GenerateResult = {
    text: best?.text ?? '',
    reasoning: best?.reasoning ?? '',
    finishReason: best?.ending === 'cut' ? 'length' : 'stop',
    toolCalls: [],
    logprobs: [],
    usage: undefined,
    problems: beams.problems,
  };
  return { result, beams };
}

async function judge(
  { shape }: Asked,
  { text, reasoning, finishReason }: GenerateResult,
  { openVerifier, signal }: CommandContext,
): Promise<Match | undefined> {
  if (!shape) return undefined;
  const ending = finishReason === 'stop' ? 'ended' : 'open';
  const verifier = await openVerifier();
  try {
    const match = await verifier.verify(shape.constraint, text, { signal, ending });
    // A reasoning parser leaves white space where it cuts the thought off.
    if (match.match !== 'mismatch' || reasoning === '') return match;
    const trimmed = await verifier.verify(shape.constraint, text.trim(), { signal, ending });
    return trimmed.match === 'mismatch' ? match : trimmed;
  } finally {
    verifier.dispose();
  }
}

function conclude(
  answer: GenerateResult,
  match: Match | undefined,
  finding: Finding | undefined,
  { terminal }: CommandContext,
): Exit {
  const words = wordsFor(answer, match, diagnosisWords(finding?.diagnosis));
  if (words !== undefined) terminal.note(`trellis: ${words}`);
  const broken = exitOfAnswer(answer);
  return match === undefined || broken !== 'ok' ? broken : exitOf(match);
}

function wordsFor(
  { finishReason }: GenerateResult,
  match: Match | undefined,
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
