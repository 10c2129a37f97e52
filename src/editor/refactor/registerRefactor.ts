import * as vscode from 'vscode';
import { isAbortError } from '../../base/abort';
import { assertNever } from '../../base/assertNever';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { ProviderError } from '../../provider/errors';
import type { Target } from '../../provider/target';
import { propose, type Proposal, type Proposals } from '../../refactor/proposals';
import type { RefactorTask } from '../../refactor/task';
import type { CommandArgument } from '../commands/commandTable';
import { registerCommands } from '../commands/registerCommands';
import { runTrellisCommand } from '../commands/runTrellisCommand';
import { requireTarget, type TargetSources } from '../connection/requireTarget';
import { offerTryAgain } from '../window/offerTryAgain';
import type { DocumentExclusions } from '../documentExclusions';
import { secretsObjection } from '../nearbySecrets';
import { isReadOnly } from '../readOnly';
import { askText } from '../window/askText';
import { pickRow } from '../window/pickRow';
import { withProgress } from '../window/progress';
import { wordsForFailure } from '../connection/errorWords';
import type { ServerSource } from '../status/statusOf';
import { RefactorAction, refactorActionKinds, refactorSelector } from './refactorAction';
import {
  applyCode,
  hasChanged,
  refactorSelectionIn,
  previewOf,
  taskOf,
  type RefactorSelection,
} from './refactorSelection';
import { RefactorDiff, RefactorPreviews } from './refactorPreview';
import {
  changedMeanwhile,
  describeProposal,
  notApplied,
  proposalPlaceholder,
  readOnly,
  titleOf,
  titleOfProgress,
  wordsForNothing,
} from './refactorWords';
import { showError, showWarning } from '../window/messages';

export interface RegisterRefactorOptions extends TargetSources {
  readonly exclusions: Pick<DocumentExclusions, 'exclusionOf'>;
}

/**
 * Several replacements of the selection, to be looked at as diffs. The command takes an
 * `{ instruction }`, for keybindings.
 */
export function registerRefactor({
  session,
  models,
  exclusions,
}: RegisterRefactorOptions): Disposable {
  const store = new DisposableStore();
  const previews = store.add(new RefactorPreviews());
  let last: string | undefined;
  let turn: Promise<void> = Promise.resolve();
  const refactorSelection = async (given?: CommandArgument<'refactorSelection'>): Promise<void> => {
    const place = await selectedPlace(exclusions);
    const target = place && (await requireTarget({ session, models }, place.document));
    if (!target) return;
    const instruction = given?.instruction ?? (await askInstruction(last));
    if (instruction === undefined) return;
    last = instruction;
    const task = taskOf(place, instruction, target);
    const proposals = await request({
      target,
      task,
      title: titleOfProgress(place, task, target),
      again: () => anew(place, instruction),
    });
    if (!proposals) return;
    const present = async (): Promise<void> => {
      if (hasChanged(place)) void showWarning(changedMeanwhile);
      else if (proposals.proposals.length === 0)
        void showWarning(wordsForNothing(proposals.dropped));
      else await offer({ place, task, proposals, previews, source: session.source });
    };
    // One list at a time: a second one would close the first, and its candidates would be lost.
    turn = turn.then(present, present);
    await turn;
  };
  store.add(registerCommands({ refactorSelection }));
  store.add(
    vscode.languages.registerCodeActionsProvider(
      refactorSelector,
      new RefactorAction(() => session.connection.state === 'ready'),
      { providedCodeActionKinds: refactorActionKinds },
    ),
  );
  return store;
}

async function selectedPlace(
  exclusions: Pick<DocumentExclusions, 'exclusionOf'>,
): Promise<RefactorSelection | undefined> {
  const editor = vscode.window.activeTextEditor;
  const place = editor && refactorSelectionIn(editor);
  if (!place) {
    void showWarning('Select the code to refactor first.');
    return undefined;
  }
  const exclusion = await exclusions.exclusionOf(place.document);
  if (exclusion) void showWarning(`This file is not sent to a model: ${exclusion.reason}.`);
  else if (await isReadOnly(place.document)) void showWarning(readOnly);
  else {
    // Left out of the question, it would be missing from the answer as well.
    const objection = secretsObjection(place.document, place.range);
    if (objection === undefined) return place;
    void showWarning(objection);
  }
  return undefined;
}

async function askInstruction(last: string | undefined): Promise<string | undefined> {
  const entered = await askText({
    title: 'Trellis: Refactor Selection',
    prompt:
      last === undefined
        ? 'What should change in the selected code?'
        : 'What should change in the selected code? Leave empty to repeat the last instruction.',
    placeholder: last ?? 'use early returns',
    problemWith: (text) =>
      text.trim() === '' && last === undefined ? 'Enter an instruction' : undefined,
  });
  if (entered === undefined) return undefined;
  return entered.trim() === '' ? last : entered.trim();
}

interface Question {
  readonly target: Target;
  readonly task: RefactorTask;
  readonly title: string;
  readonly again: () => unknown;
}

/** Refactors again what was selected then, unless that has changed. */
async function anew(place: RefactorSelection, instruction: string): Promise<void> {
  if (hasChanged(place)) {
    void showWarning(changedMeanwhile);
    return;
  }
  await vscode.window.showTextDocument(place.document, { selection: place.range });
  await runTrellisCommand('refactorSelection', { instruction });
}

/** Asks under a progress whose cancel reaches the server; failures are told here. */
async function request({ target, task, title, again }: Question): Promise<Proposals | undefined> {
  try {
    return await withProgress(title, (signal) => propose(target, task, signal));
  } catch (error) {
    if (isAbortError(error)) return undefined;
    if (!(error instanceof ProviderError)) throw error;
    offerTryAgain({ error, words: wordsForFailure(error, target), again, show: showError });
    return undefined;
  }
}

interface Choice {
  readonly place: RefactorSelection;
  readonly task: RefactorTask;
  readonly proposals: Proposals;
  readonly previews: RefactorPreviews;
  readonly source: ServerSource;
}

async function offer({ place, task, proposals, previews, source }: Choice): Promise<void> {
  const diff = new RefactorDiff(previews, place);
  const show = ({ code }: Proposal): void => {
    // Where the document changed meanwhile, taking a candidate is refused with a reason.
    if (!hasChanged(place)) diff.show(previewOf(place, code));
  };
  const picked = await pickRow({
    title: titleOf(proposals),
    placeholder: proposalPlaceholder(source),
    rows: proposals.proposals.map((proposal) => ({
      ...describeProposal(proposal, task.selected, proposals),
      value: proposal,
    })),
    onLook: show,
    // A click into the diff, to scroll it, must not end the choice.
    closes: 'on-escape',
  });
  await diff.close();
  if (picked) await apply(place, picked.value);
}

async function apply(place: RefactorSelection, { code }: Proposal): Promise<void> {
  const outcome = await applyCode(place, code);
  switch (outcome) {
    case 'applied':
      return;
    case 'changed':
      void showWarning(changedMeanwhile);
      return;
    case 'refused':
      void showWarning(notApplied);
      return;
    default:
      assertNever(outcome);
  }
}
