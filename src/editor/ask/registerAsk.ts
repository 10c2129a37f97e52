import * as vscode from 'vscode';
import { isAbortError } from '../../base/abort';
import { assertNever } from '../../base/assertNever';
import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { askRequest } from '../../chat/question';
import { ProviderError } from '../../provider/errors';
import type { Target } from '../../provider/target';
import { answerFoot, answerHead, answerName, type AnswerOutcome } from './answerText';
import { AnswerReader } from './answerReader';
import { AnswerTabs, type AnswerTab } from './answerTabs';
import type { CommandArgument } from '../commands/commandTable';
import { registerCommands } from '../commands/registerCommands';
import { excerptOf, type SelectedExcerpt } from './selectedExcerpt';
import { requireTarget, type TargetSources } from '../connection/requireTarget';
import type { DocumentExclusions } from '../documentExclusions';
import { RunningAnswers } from './runningAnswers';
import { askText, required } from '../window/askText';
import { withQuietProgress } from '../window/progress';
import { wordsForFailure } from '../connection/errorWords';

export interface RegisterAskOptions extends TargetSources {
  readonly exclusions: Pick<DocumentExclusions, 'exclusionOf'>;
  readonly clock: Clock;
}

/**
 * `Ask…` and `Stop Answer`: the answer streams into a tab, the thought into the Reasoning view. An
 * argument stands in for the input box, for keybindings and tests.
 */
export function registerAsk(options: RegisterAskOptions): Disposable {
  const store = new DisposableStore();
  const answers = store.add(new AnswerTabs(options.clock));
  const running = store.add(new RunningAnswers());
  store.add(
    registerCommands({
      ask: (given) => ask(options, { answers, running }, given),
      stopAnswer: () => running.stop(),
    }),
  );
  return store;
}

interface Places {
  readonly answers: AnswerTabs;
  readonly running: RunningAnswers;
}

async function ask(
  { session, models, exclusions }: RegisterAskOptions,
  places: Places,
  given: CommandArgument<'ask'> | undefined,
): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const target = await requireTarget({ session, models }, editor?.document);
  if (!target) return;
  const selected = await excerptOf(editor, exclusions);
  const words = given?.question ?? (await askQuestion(target, selected));
  if (words === undefined) return;
  const excerpt = selected.kind === 'excerpt' ? selected.excerpt : undefined;
  const head = answerHead({
    question: words,
    excerpt,
    leftOut: selected.kind === 'excluded' ? selected.reason : undefined,
    model: target.model.id,
    address: target.llm.baseUrl,
    source: session.source,
  });
  const answer = await places.answers.open(answerName(words), head);
  const request = askRequest(target, { words, excerpt });
  const signal = places.running.begin(answer.uri);
  await withQuietProgress(`Trellis: Asking ${target.model.id}…`, async () => {
    try {
      await stream({ target, request, answer, call: { signal, label: words } });
    } finally {
      places.running.end(answer.uri);
    }
  });
}

interface Streaming {
  readonly target: Target;
  readonly request: ReturnType<typeof askRequest>;
  readonly answer: AnswerTab;
  readonly call: { readonly signal: AbortSignal; readonly label: string };
}

/** Follows the answer to its end, whichever that is; the tab says how it ended. */
async function stream({ target, request, answer, call }: Streaming): Promise<void> {
  const reader = new AnswerReader(answer);
  let outcome: AnswerOutcome;
  try {
    const thinking = reader.read(target.llm.stream(request, reader.untilWanted(call)));
    outcome = await thinking.catch((error: unknown) => {
      if (call.signal.aborted || !reader.isWanted(error)) throw error;
      const { thought } = reader;
      return reader.read(target.llm.answerNow({ ...request, thought }, call));
    });
  } catch (error) {
    outcome = outcomeOf(error, target);
  }
  const { maxTokens } = request;
  answer.write(answerFoot({ ...reader.seen, outcome, maxTokens }));
}

function outcomeOf(error: unknown, target: Target): AnswerOutcome {
  if (isAbortError(error)) return { kind: 'stopped' };
  if (!(error instanceof ProviderError)) throw error;
  return { kind: 'failed', words: wordsForFailure(error, target) };
}

async function askQuestion(target: Target, selected: SelectedExcerpt): Promise<string | undefined> {
  const words = await askText({
    title: 'Trellis: Ask',
    prompt: promptFor(selected),
    placeholder: `Ask ${target.model.id}`,
    problemWith: required('Enter a question'),
  });
  return words?.trim();
}

function promptFor(selected: SelectedExcerpt): string {
  switch (selected.kind) {
    case 'nothing':
      return 'Only the question is sent. To ask about code, select it first.';
    case 'excerpt':
      return `The selection in ${selected.excerpt.path} is sent with the question.`;
    case 'excluded':
      return `The selection is left out: this file is not sent to a model (${selected.reason}).`;
    default:
      return assertNever(selected);
  }
}
