import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { readRegex } from '../../guided/regex';
import { remarkOn, remedyFor } from '../../guided/regexAdvice';
import { regexWarnings } from '../../guided/regexPortability';

/** What was asked for last, so that trying again is two presses of Enter. */
export interface Asked {
  readonly instruction: string;
  readonly pattern: string;
}

export interface ShapeQuestions {
  readonly last: Asked;
  /** Whether the text will replace something. */
  readonly place: 'cursor' | 'selection';
  /** Told of the instruction as soon as it is given, so that Esc in step 2 does not lose it. */
  readonly onInstruction: (instruction: string) => void;
}

/** Asks what to write and in which shape; `undefined` where the person thinks better of it. */
export async function askForShape(questions: ShapeQuestions): Promise<Asked | undefined> {
  let { instruction, pattern } = questions.last;
  for (;;) {
    const first = await askInstruction(instruction, questions.place);
    if (first.type !== 'answer') return undefined;
    instruction = first.text.trim();
    questions.onInstruction(instruction);
    const second = await askPattern(pattern);
    if (second.type === 'answer') return { instruction, pattern: second.text };
    if (second.type === 'closed') return undefined;
    pattern = second.text;
  }
}

/** What became of an input box; going back keeps what was typed so far. */
type Reply =
  { readonly type: 'answer' | 'back'; readonly text: string } | { readonly type: 'closed' };

interface Question {
  readonly step: 1 | 2;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value: string;
  /** Says at Enter what is missing. */
  readonly missing: string;
  /** Says while typing what is wrong with it, or odd about it. */
  readonly comment: (text: string) => vscode.InputBoxValidationMessage | undefined;
}

function askInstruction(value: string, place: ShapeQuestions['place']): Promise<Reply> {
  return askOne({
    step: 1,
    prompt:
      place === 'selection'
        ? 'What shall replace the selection?'
        : 'What shall be written at the cursor?',
    value,
    missing: 'Say in a few words what to write.',
    comment: () => undefined,
  });
}

function askPattern(value: string): Promise<Reply> {
  return askOne({
    step: 2,
    prompt:
      'A regular expression that the whole text must match. Look-around, back-references, \\b, \\p{…} and flags are not supported.',
    placeholder: '[a-z]+(_[a-z]+)*',
    value,
    missing: 'Enter an expression; .* allows any line.',
    comment: commentOn,
  });
}

function askOne(question: Question): Promise<Reply> {
  const store = new DisposableStore();
  const box = store.add(vscode.window.createInputBox());
  box.title = 'Trellis: Generate';
  box.step = question.step;
  box.totalSteps = 2;
  box.prompt = question.prompt;
  box.placeholder = question.placeholder;
  box.value = question.value;
  box.ignoreFocusOut = true;
  if (question.step > 1) box.buttons = [vscode.QuickInputButtons.Back];
  box.validationMessage = question.comment(box.value);
  const asked = new Promise<Reply>((resolve) => {
    store.add(box.onDidChangeValue((text) => (box.validationMessage = question.comment(text))));
    store.add(
      box.onDidAccept(() => {
        const text = box.value;
        const error = question.comment(text)?.severity === vscode.InputBoxValidationSeverity.Error;
        if (text.trim() === '') box.validationMessage = question.missing;
        else if (!error) resolve({ type: 'answer', text });
      }),
    );
    store.add(box.onDidTriggerButton(() => resolve({ type: 'back', text: box.value })));
    store.add(box.onDidHide(() => resolve({ type: 'closed' })));
  });
  box.show();
  return asked.finally(() => store.dispose());
}

function commentOn(pattern: string): vscode.InputBoxValidationMessage | undefined {
  if (pattern === '') return undefined;
  const [problem] = readRegex(pattern).problems ?? [];
  if (problem) {
    const place = problem.column === undefined ? '' : `Column ${problem.column}: `;
    const remedy = remedyFor(pattern, problem);
    const words = `${place}${problem.message}.${remedy === undefined ? '' : ` ${remedy}`}`;
    return { message: words, severity: vscode.InputBoxValidationSeverity.Error };
  }
  const [warning] = regexWarnings(pattern);
  if (warning) {
    const place = `Column ${warning.column}: `;
    const severity = vscode.InputBoxValidationSeverity.Warning;
    return { message: `${place}${warning.message}.`, severity };
  }
  const remark = remarkOn(pattern);
  if (remark === undefined) return undefined;
  return { message: remark, severity: vscode.InputBoxValidationSeverity.Info };
}
