import type { ServerResponse } from 'node:http';
import { ReaderPace } from '../generation/readerPace';
import { EventStream } from '../http/eventStream';
import { respondJson } from '../http/respond';
import type { Exchange } from '../http/router';
import type { Emulation } from '../emulation/emulation';
import { badFields, badRequest, CrashError } from '../http/apiError';
import { maxModelLength } from '../identity';
import { specialTokenId } from '../model/specialTokens';
import type { ApiContext } from './apiContext';
import { beamModel } from './beamModel';
import { checkChoices, writeChoices, type ChoicePiece, type ChoicesRequest } from './choices';
import { readCompletionRequest, type CompletionRequest } from './completionRequest';
import { scorePrompt } from '../generation/scorePrompt';
import { completionLogprobs } from './logprobs';
import { checkLength } from './contextLength';
import { encodePrompt } from './prompts';
import { requestedConstraint } from './requestedConstraint';
import { requestId } from './requestId';
import { checkFrontend, toBeamOptions, toSamplingOptions, unsampled } from './samplingOptions';
import { servedModel } from './servedModel';
import { usageInStream } from './streamOptions';
import { fullUsage, usageOf } from './usage';
import {
  answerMembers,
  choiceMembers,
  fingerprintMembers,
  promptMembers,
  nullTokenMembers,
} from './nullMembers';
import { streamFingerprint, usageChunk, writeStream } from './writeStream';

/** What a completion's `max_tokens` is when nobody says (vLLM completion/protocol.py). */
const defaultMaxTokens = 16;

type Scores = Awaited<ReturnType<typeof scorePrompt>>;

interface Completion extends ChoicesRequest {
  readonly fields: CompletionRequest;
  readonly id: string;
  readonly created: number;
  readonly modelName: string;
  readonly promptTokens: number;
  /** Stands before each choice of a prompt when `echo` was asked for. */
  readonly echoes: readonly string[];
  /** What the tokens of each echoed prompt score, when log-probabilities were asked for as well. */
  readonly scores: readonly Scores[];
  readonly emulation: Emulation;
}

/** `POST /v1/completions`. */
export async function complete(context: ApiContext, exchange: Exchange): Promise<void> {
  const completion = await prepare(context, exchange);
  context.admission.check(completion.prompts.length * completion.n);
  const pieces = writeChoices(context, completion, exchange.signal);
  if (completion.beams !== undefined && completion.fields.stream === true) {
    await streamAtOnce(completion, pieces, exchange.response);
  } else if (completion.fields.stream === true) {
    if (context.emulation.has('faultsBeforeStream')) {
      await checkChoices(context, completion, exchange.signal);
    }
    await streamCompletion(completion, pieces, exchange.response);
  } else {
    respondJson(exchange.response, 200, await collectCompletion(completion, pieces));
  }
}

async function prepare(
  context: ApiContext,
  { body, request, signal }: Exchange,
): Promise<Completion> {
  const { emulation } = context;
  const fields = readCompletionRequest(body, emulation);
  checkFrontend(fields, emulation);
  if (fields.use_beam_search) checkBeams(fields, emulation);
  const { name: modelName, learnt } = await servedModel(context, fields.model);
  const { model } = learnt;
  const prompts: (readonly number[])[] = [];
  for (const prompt of fields.prompt) {
    // A thousand long prompts take seconds, which others must not wait for.
    await context.turn();
    prompts.push(
      encodePrompt(prompt, {
        model,
        truncate: fields.truncate_prompt_tokens,
        output: fields.max_tokens ?? defaultMaxTokens,
        emulation,
      }),
    );
  }
  const longest = Math.max(...prompts.map((prompt) => prompt.length));
  const onlyEcho = fields.echo === true && fields.max_tokens === 0;
  const length = { promptTokens: longest, asked: fields.max_tokens, otherwise: defaultMaxTokens };
  checkLength({ route: 'completions', ...length }, emulation);
  const limited = onlyEcho ? { ...fields, max_tokens: 1 } : fields;
  const limits = {
    model,
    room: maxModelLength - longest,
    defaultMaxTokens,
    logprobs: fields.logprobs,
    emulation,
  };
  const beams = fields.use_beam_search ? toBeamOptions(limited, limits) : undefined;
  const constraint = requestedConstraint(fields, { route: 'completions', emulation });
  return {
    fields,
    id: requestId('cmpl', {
      request,
      fromBody: fields.request_id,
      emulation,
      createId: context.createId,
    }),
    created: context.unixTime(),
    modelName,
    ...(beams === undefined ? { learnt, prompts } : await beamModel(context, { learnt, prompts })),
    n: fields.n,
    pace: new ReaderPace(),
    sampling: beams === undefined ? toSamplingOptions(limited, limits) : unsampled(beams.maxTokens),
    beams,
    constraint,
    enforcement: isEnforced(prompts, context) ? 'enforced' : 'checked',
    emulation,
    promptTokens: prompts.reduce((sum, prompt) => sum + prompt.length, 0),
    scores: await scoresOf(fields, { prompts, learnt, context, signal }),
    echoes: fields.echo === true ? prompts.map((prompt) => model.decode(prompt)) : [],
  };
}

/**
 * Whether constraints count. With a reasoning parser vLLM waits for the end of a thought, which a
 * completion never reaches unless its prompt does (#57726; seen on 0.10.2, 0.16.0 and 0.32.0).
 */
function isEnforced(
  prompts: readonly (readonly number[])[],
  { emulation, flags }: ApiContext,
): boolean {
  const waits =
    flags.reasoningParser !== undefined &&
    emulation.has('reasoningParsers') &&
    emulation.has('completionsUnconstrainedWithParser');
  if (!waits) return true;
  const [start, end] = [specialTokenId('<think>'), specialTokenId('</think>')];
  return prompts.every((prompt) => prompt.lastIndexOf(end) > prompt.lastIndexOf(start));
}

function checkBeams(fields: CompletionRequest, emulation: Emulation): void {
  if (fields.stream === true && emulation.has('beamStreamsRefused')) {
    throw badRequest('Streaming is not currently supported with beam search');
  }
  const scored = fields.echo === true && fields.logprobs !== undefined;
  if (!scored) return;
  if (emulation.has('beamEchoLogprobsRefused')) {
    throw badFields(
      '`echo` with `logprobs` is not supported with beam search because beam search does not ' +
        'compute prompt logprobs.',
      'echo',
    );
  }
  // An assertion, which has no words.
  if (emulation.has('crashesAnswered200')) throw new CrashError('');
}

function heading({ id, created, modelName }: Completion): object {
  return { id, object: 'text_completion', created, model: modelName };
}

async function scoresOf(
  { echo, logprobs }: CompletionRequest,
  {
    prompts,
    learnt,
    context,
    signal,
  }: Pick<ChoicesRequest, 'prompts' | 'learnt'> &
    Pick<Exchange, 'signal'> & {
      readonly context: ApiContext;
    },
): Promise<readonly Scores[]> {
  if (echo !== true || logprobs === undefined) return [];
  const { flags, turn } = context;
  // More than the cap is refused once the answer begins.
  const alternatives = Math.min(Math.max(logprobs, 0), flags.maxLogprobs);
  const scores: Scores[] = [];
  for (const prompt of prompts) {
    scores.push(await scorePrompt(learnt.model, prompt, { alternatives, turn, signal }));
  }
  return scores;
}

/** What the tokens that `echo` puts before choice `index` score. */
function scoresBefore({ scores, n }: Completion, index: number): Scores {
  return scores[Math.floor(index / n)] ?? [];
}

/** The log-probabilities of a piece, which are as little to be seen as its text where none is. */
function entriesOf({ fields }: Completion, { chunk }: ChoicePiece): Scores {
  return fields.max_tokens === 0 ? [] : chunk.logprobs;
}

/** What `echo` puts before choice `index`. */
function echoOf({ echoes, n }: Completion, index: number): string {
  return echoes[Math.floor(index / n)] ?? '';
}

/** The prompt of choice `index`. */
function promptOf({ prompts, n }: Completion, index: number): readonly number[] | undefined {
  return prompts[Math.floor(index / n)];
}

/** The text of a piece; scoring a prompt (`max_tokens: 0`) shows nothing of what was written. */
function textOf({ fields }: Completion, { chunk }: ChoicePiece): string {
  return fields.max_tokens === 0 ? '' : chunk.text;
}

async function collectCompletion(
  completion: Completion,
  pieces: AsyncIterable<ChoicePiece>,
): Promise<object> {
  const count = completion.prompts.length * completion.n;
  const choices = Array.from({ length: count }, (_, index) => ({
    text: echoOf(completion, index),
    entries: [...scoresBefore(completion, index)],
    end: undefined as ChoicePiece['end'],
  }));
  let completionTokens = 0;
  const { emulation } = completion;
  for await (const piece of pieces) {
    const choice = choices[piece.index];
    if (choice === undefined) continue;
    choice.text += textOf(completion, piece);
    choice.entries.push(...entriesOf(completion, piece));
    choice.end = piece.end;
    completionTokens += piece.chunk.tokenCount;
  }
  return {
    ...heading(completion),
    // A search may find fewer texts than it was asked for.
    choices: choices
      .filter(({ end }) => end !== undefined)
      .map(({ text, entries, end }, index) => ({
        index,
        text,
        logprobs: completion.fields.logprobs === undefined ? null : completionLogprobs(entries, 0),
        finish_reason: end?.finishReason ?? null,
        stop_reason: end?.stopReason ?? null,
        prompt_logprobs: null,
        ...promptMembers(emulation),
        ...choiceMembers(emulation),
      })),
    ...fingerprintMembers(emulation),
    usage: fullUsage(completion.promptTokens, { total: completionTokens }, emulation),
    ...answerMembers(emulation),
  };
}

async function streamCompletion(
  completion: Completion,
  pieces: AsyncIterable<ChoicePiece>,
  response: ServerResponse,
): Promise<void> {
  const stream = new EventStream(response, completion.emulation, completion.pace);
  const usage = usageInStream(completion.fields);
  const offsets = new Map<number, number>();
  let completionTokens = 0;
  const { emulation } = completion;
  const currentUsage = (): object => usageOf(completion.promptTokens, { total: completionTokens });
  /** What a chunk tells of its usage. */
  const usageMember = (): object => {
    const listed = emulation.has('emptyUsageInChunks');
    if (!usage.inEachChunk) return listed ? { usage: null } : {};
    return { usage: { ...currentUsage(), ...(listed && { prompt_tokens_details: null }) } };
  };
  await writeStream(stream, async () => {
    for await (const piece of pieces) {
      const { index, chunk, end } = piece;
      completionTokens += chunk.tokenCount;
      const offset = offsets.get(index);
      const echo = offset === undefined ? echoOf(completion, index) : '';
      const before = offset === undefined ? scoresBefore(completion, index) : [];
      const entries = [...before, ...entriesOf(completion, piece)];
      const written = entries.reduce((sum, { token }) => sum + token.length, 0);
      offsets.set(index, (offset ?? 0) + written);
      await stream.send({
        ...heading(completion),
        choices: [
          {
            index,
            text: echo + textOf(completion, piece),
            logprobs:
              completion.fields.logprobs === undefined
                ? null
                : completionLogprobs(entries, offset ?? 0),
            finish_reason: end?.finishReason ?? null,
            stop_reason: end?.stopReason ?? null,
            // An echoing stream names the tokens of its prompt once.
            ...(emulation.has('tokenIdsListed') && {
              prompt_token_ids: echo === '' ? null : (promptOf(completion, index) ?? null),
            }),
            ...nullTokenMembers(emulation),
          },
        ],
        ...usageMember(),
        ...(end !== undefined && !usage.atEnd && streamFingerprint(completion.emulation)),
      });
    }
    if (usage.atEnd) {
      await stream.send(usageChunk(heading(completion), currentUsage(), completion.emulation));
    }
  });
}

/** How releases streamed beams before they refused to: the whole answer is the one event. */
async function streamAtOnce(
  completion: Completion,
  pieces: AsyncIterable<ChoicePiece>,
  response: ServerResponse,
): Promise<void> {
  const stream = new EventStream(response, completion.emulation, completion.pace);
  await writeStream(stream, async () => {
    await stream.send(await collectCompletion(completion, pieces));
  });
}
