import * as vscode from 'vscode';
import { isAbortError } from '../../base/abort';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { budgetFor, windowAround } from '../../completion/window';
import { generate, type Generation } from '../../generate/generate';
import { messagesFor } from '../../generate/prompt';
import type { Constraint } from '../../guided/constraint';
import { readRegex } from '../../guided/regex';
import type { Verifier } from '../../guided/verifier';
import { ProviderError } from '../../provider/errors';
import type { Target } from '../../provider/target';
import { registerCommands } from '../commands/register';
import { needTarget } from '../needTarget';
import { DocumentSurface } from '../pending/documentSurface';
import { PendingControls } from '../pending/pendingControls';
import type { PendingSurface } from '../pending/pendingSurface';
import { PreviewSurface } from '../pending/previewSurface';
import type { Readable } from '../readable';
import type { Session } from '../session';
import { embeddedDisclaimer } from '../status';
import { wordsForError, wordsForMatch } from '../words';

export interface GenerateFeature {
  readonly session: Session;
  readonly readable: Readable;
  readonly verifier: Verifier;
}

/** What was asked for last, so that trying again is two presses of Enter. */
interface Asked {
  readonly instruction: string;
  readonly pattern: string;
}

/** Text in a shape at the cursor. Arguments stand in for the questions, for keybindings and tests. */
export function registerGenerate(feature: GenerateFeature): Disposable {
  const store = new DisposableStore();
  const controls = store.add(new PendingControls());
  let last: Asked = { instruction: '', pattern: '' };
  store.add(
    registerCommands({
      generate: async (given) => {
        const editor = vscode.window.activeTextEditor;
        if (!editor || !(await mayGenerate(feature, controls, editor))) return;
        const target = await needTarget(feature.session, editor.document);
        const asked = target && (isAsked(given) ? given : await ask(last));
        if (!target || !asked) return;
        last = asked;
        await run({ feature, controls, editor, target, asked });
      },
    }),
  );
  return store;
}

interface Run {
  readonly feature: GenerateFeature;
  readonly controls: PendingControls;
  readonly editor: vscode.TextEditor;
  readonly target: Target;
  readonly asked: Asked;
}

async function run({ feature, controls, editor, target, asked }: Run): Promise<void> {
  const constraint: Constraint = { kind: 'regex', pattern: asked.pattern };
  const messages = messagesFor({ instruction: asked.instruction, ...surroundings(editor, target) });
  const surface = await surfaceFor(editor);
  const controller = new AbortController();
  // A decision or a person's own edit inside the text ends the stream at the server, too.
  controls.show(surface, () => controller.abort());
  try {
    const generation = await generate(
      {
        target,
        messages,
        constraint,
        onText: (text) => surface.write(text),
        verify: (shape, text) => feature.verifier.verify(shape, text),
      },
      controller.signal,
    );
    controls.note(surface, noteOn(generation, feature.session));
  } catch (error) {
    if (isAbortError(error)) return;
    const known = error instanceof ProviderError;
    controls.note(surface, known ? wordsForError(error, target.llm.baseUrl) : String(error));
  }
  await surface.finish();
}

function noteOn({ match, finishReason, problems }: Generation, session: Session): string {
  const words = [wordsForMatch(match, finishReason), ...problems.map(({ message }) => message)];
  if (session.source === 'embedded') words.push(embeddedDisclaimer);
  return words.join(' · ');
}

async function surfaceFor(editor: vscode.TextEditor): Promise<PendingSurface> {
  const files = vscode.workspace.getConfiguration('files', editor.document);
  if (files.get<string>('autoSave', 'off') === 'off') return new DocumentSurface(editor);
  const preview = new PreviewSurface(editor);
  await preview.reveal();
  return preview;
}

function surroundings(
  { document, selection }: vscode.TextEditor,
  target: Target,
): { languageId: string; before: string; after: string } {
  const lines = { lineCount: document.lineCount, line: (at: number) => document.lineAt(at).text };
  const budget = budgetFor(target.contextWindow, Math.min(target.maxTokens, 1_024));
  const { prefix, suffix } = windowAround(lines, selection.active, budget);
  return { languageId: document.languageId, before: prefix, after: suffix };
}

async function mayGenerate(
  { readable }: GenerateFeature,
  controls: PendingControls,
  { document }: vscode.TextEditor,
): Promise<boolean> {
  const exclusion = await readable.exclusionOf(document);
  if (exclusion) {
    const reason = `This file is not read for a model: ${exclusion.reason}.`;
    void vscode.window.showWarningMessage(reason);
  } else if (controls.busy) {
    void offerUndecided(controls);
  }
  return !exclusion && !controls.busy;
}

async function offerUndecided(controls: PendingControls): Promise<void> {
  const show = 'Show It';
  const words = 'Other generated text is not decided yet. Keep or discard it first.';
  if ((await vscode.window.showWarningMessage(words, show)) === show) await controls.reveal();
}

async function ask(last: Asked): Promise<Asked | undefined> {
  const instruction = await vscode.window.showInputBox({
    title: 'Trellis: Generate (1/2)',
    prompt: 'What shall be written at the cursor?',
    value: last.instruction,
    ignoreFocusOut: true,
  });
  if (!instruction) return undefined;
  const pattern = await vscode.window.showInputBox({
    title: 'Trellis: Generate (2/2)',
    prompt: 'A regular expression that the whole text must match',
    placeHolder: '[a-z]+(_[a-z]+)*',
    value: last.pattern,
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' ? 'Enter an expression' : complaintAbout(text)),
  });
  return pattern ? { instruction, pattern } : undefined;
}

function complaintAbout(pattern: string): string | undefined {
  const [problem] = readRegex(pattern).problems ?? [];
  if (!problem) return undefined;
  return problem.column === undefined
    ? problem.message
    : `Column ${problem.column}: ${problem.message}`;
}

function isAsked(value: unknown): value is Asked {
  return (
    typeof value === 'object' &&
    value !== null &&
    'instruction' in value &&
    'pattern' in value &&
    typeof value.instruction === 'string' &&
    typeof value.pattern === 'string'
  );
}
