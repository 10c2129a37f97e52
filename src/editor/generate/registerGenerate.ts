import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { generate, type GenerationResult } from '../../generate/generate';
import { generateMessages } from '../../generate/prompt';
import type { Constraint } from '../../guided/constraint';
import { offsetAt } from '../../guided/textPosition';
import type { Verifier } from '../../guided/verifier';
import type { Target } from '../../provider/target';
import { registerCommands } from '../commands/registerCommands';
import { runTrellisCommand } from '../commands/runTrellisCommand';
import { requireTarget, type TargetSources } from '../connection/requireTarget';
import { offerTryAgain } from '../window/offerTryAgain';
import { PendingControls } from '../pending/pendingControls';
import { PendingMemory } from '../pending/pendingMemory';
import type { PendingSurface } from '../pending/pendingSurface';
import { restorePending } from '../pending/restorePending';
import { pendingVerdict, wordsForNoText, type WrongCharacter } from '../pending/verdictWords';
import type { DocumentExclusions } from '../documentExclusions';
import { isReadOnly } from '../readOnly';
import { secretsObjection } from '../nearbySecrets';
import { wordsForFailure } from '../connection/errorWords';
import { askForRegex, wordsForInvalidPattern, type RegexRequest } from './askForRegex';
import { isSavedUndecided, reshowEditor, surfaceFor, surroundings } from './generateSurface';
import { showError, showWarning } from '../window/messages';

export interface RegisterGenerateOptions extends TargetSources {
  readonly exclusions: Pick<DocumentExclusions, 'exclusionOf'>;
  readonly verifier: Pick<Verifier, 'verify'>;
  /** Where undecided text is remembered for a window that is loaded again. */
  readonly storage: vscode.Uri | undefined;
}

/** What must stand beside all that the embedded engine writes. */
const embeddedRemark = 'embedded n-gram engine, not a coding model';

/** Beside text that stands in its document although that is saved by itself. */
const savedRemark = 'auto-save may save it before you decide';

const noEditor = 'Open a file first. The text is written at the cursor.';

/** Text in a shape at the cursor. Arguments stand in for the questions, for keybindings and tests. */
export function registerGenerate(feature: RegisterGenerateOptions): Disposable {
  const store = new DisposableStore();
  const memory = new PendingMemory(feature.storage);
  const controls = store.add(new PendingControls(memory));
  void memory.recall().then((pending) => pending && restorePending(pending, { controls, store }));
  let last: RegexRequest = { instruction: '', pattern: '' };
  const ask = (editor: vscode.TextEditor): Promise<RegexRequest | undefined> =>
    askForRegex({
      last,
      place: editor.selection.isEmpty ? 'cursor' : 'selection',
      onInstruction: (instruction) => (last = { ...last, instruction }),
    });
  store.add(
    registerCommands({
      generate: async (given) => {
        const editor = vscode.window.activeTextEditor;
        const objection = editor ? await objectionTo(editor, feature.exclusions) : noEditor;
        if (!editor || objection !== undefined) {
          warn(objection ?? noEditor);
          return;
        }
        if (controls.isBusy()) return offerUndecided(controls);
        const target = await requireTarget(feature, editor.document);
        const asked = target && (given ?? (await ask(editor)));
        if (!target || !asked) return;
        const invalid = wordsForInvalidPattern(asked.pattern);
        if (invalid !== undefined) {
          warn(`The expression is invalid. Nothing was sent. ${invalid}`);
          return;
        }
        last = asked;
        const open = await reshowEditor(editor);
        // Asked twice at once, only the first may write.
        if (controls.isBusy()) await offerUndecided(controls);
        else if (open) {
          // During the questions the cursor may have moved.
          const late = secretsObjection(open.document, open.selection);
          if (late !== undefined) warn(late);
          else await run({ feature, controls, editor: open, target, asked });
        }
      },
    }),
  );
  return store;
}

interface Run {
  readonly feature: RegisterGenerateOptions;
  readonly controls: PendingControls;
  readonly editor: vscode.TextEditor;
  readonly target: Target;
  readonly asked: RegexRequest;
}

async function run({ feature, controls, editor, target, asked }: Run): Promise<void> {
  const { session, verifier } = feature;
  const constraint: Constraint = { kind: 'regex', pattern: asked.pattern };
  const messages = generateMessages({
    instruction: asked.instruction,
    ...surroundings(editor, target),
  });
  const surface = await surfaceFor(editor);
  const remarks = [
    ...(session.source === 'embedded' ? [embeddedRemark] : []),
    ...(isSavedUndecided(editor.document, surface) ? [savedRemark] : []),
  ];
  const remark = remarks.length === 0 ? undefined : remarks.join(' · ');
  const controller = new AbortController();
  // Stop, a decision and a person's own edit inside the text all end the stream at the server.
  controls.show(surface, { stop: () => controller.abort(), remark });
  const options = {
    target,
    messages,
    label: `Generate: ${asked.instruction}`,
    constraint,
    verifier,
  };
  let ended: Ended | undefined;
  for await (const event of generate(options, controller.signal)) {
    if (event.type === 'text') surface.write(event.text);
    else if (event.type === 'ended') {
      ended = await end(event.generation, surface, { target, editor, asked });
      if (!ended) return;
      controls.note(surface, pendingVerdict(ended.generation, ended.wrong));
    } else if (ended) {
      controls.note(surface, pendingVerdict(ended.generation, ended.wrong, event.verdict));
    }
  }
}

interface Ended {
  readonly generation: GenerationResult;
  readonly wrong: WrongCharacter | undefined;
}

/** `undefined` where nothing came that could be decided on. */
async function end(
  generation: GenerationResult,
  surface: PendingSurface,
  from: Pick<Run, 'target' | 'editor' | 'asked'>,
): Promise<Ended | undefined> {
  tellOfFailure(generation, from);
  if (generation.text === '') {
    await surface.discard();
    return undefined;
  }
  await surface.finish();
  return { generation, wrong: wrongCharacter(generation, surface) };
}

/** A failure, or an answer of nothing, is no matter of a line above the text: there may be none. */
function tellOfFailure(
  { ending, text, problems }: GenerationResult,
  { target, editor, asked }: Pick<Run, 'target' | 'editor' | 'asked'>,
): void {
  if (ending.kind === 'failed') {
    const { error } = ending;
    const words = `Generate: ${wordsForFailure(error, target)}`;
    offerTryAgain({ error, words, again: () => anew(editor.document, asked), show: showError });
  } else if (ending.kind === 'finished' && text === '') {
    const words = [wordsForNoText(ending), ...problems.map(({ message }) => message)];
    warn(words.join(' '));
  }
}

/** Generates again where the cursor is in that document, which comes to the front for it. */
async function anew(document: vscode.TextDocument, asked: RegexRequest): Promise<void> {
  await vscode.window.showTextDocument(document);
  await runTrellisCommand('generate', asked);
}

function wrongCharacter(
  { matched, text }: GenerationResult,
  surface: PendingSurface,
): WrongCharacter | undefined {
  const { match } = matched;
  if (match.match !== 'mismatch') return undefined;
  const offset = text.indexOf(matched.text) + offsetAt(matched.text, match);
  const [character = ''] = text.slice(offset);
  return surface.pointOut(text.slice(0, offset), character);
}

/** Why text may not be generated there; `undefined` where it may. */
async function objectionTo(
  { document, selection }: vscode.TextEditor,
  exclusions: Pick<DocumentExclusions, 'exclusionOf'>,
): Promise<string | undefined> {
  if (await isReadOnly(document)) return 'This file is read-only. Nothing can be written to it.';
  const exclusion = await exclusions.exclusionOf(document);
  if (exclusion) return `This file is not sent to a model: ${exclusion.reason}.`;
  return secretsObjection(document, selection);
}

async function offerUndecided(controls: PendingControls): Promise<void> {
  const show = 'Show It';
  const words = 'Keep or discard the other generated text first.';
  if ((await showWarning(words, show)) === show) await controls.reveal();
}

function warn(words: string): void {
  void showWarning(words);
}
