import * as vscode from 'vscode';
import { asBoxMessage, asLine } from '../../base/foreignText';
import { DisposableStore } from '../../base/disposable';

export interface TextQuestion {
  readonly title: string;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value?: string | undefined;
  readonly shown?: 'plainly' | 'as-dots';
  /** Says what is wrong with a text, which then cannot be given. */
  readonly problemWith: (text: string) => string | undefined;
}

/** Takes every text but a blank one. */
export function required(words: string): TextQuestion['problemWith'] {
  return (text) => (text.trim() === '' ? words : undefined);
}

/** Asks for a line of text; `undefined` where the person thinks better of it. */
export async function askText(question: TextQuestion): Promise<string | undefined> {
  const { title, prompt, placeholder, value, shown, problemWith } = question;
  return vscode.window.showInputBox({
    title: asLine(title),
    prompt: asBoxMessage(prompt),
    ...(placeholder !== undefined && { placeHolder: asLine(placeholder) }),
    ...(value !== undefined && { value }),
    password: shown === 'as-dots',
    ignoreFocusOut: true,
    validateInput: (text) => {
      const problem = problemWith(text);
      return problem === undefined ? undefined : asBoxMessage(problem);
    },
  });
}

/** What is said of a text while it is typed; one with an error cannot be given. */
export interface Comment {
  readonly words: string;
  readonly kind: 'error' | 'warning' | 'remark';
}

export interface TextStep {
  readonly title: string;
  readonly step: number;
  readonly steps: number;
  readonly prompt: string;
  readonly placeholder?: string;
  readonly value: string;
  /** Says at Enter what is missing. */
  readonly missing: string;
  readonly comment: (text: string) => Comment | undefined;
}

/** What became of a step; going back keeps what was typed so far. */
export type Reply =
  { readonly kind: 'answer' | 'back'; readonly text: string } | { readonly kind: 'closed' };

/** One of several questions in a row, of which all but the first lead back. */
export function askStep(step: TextStep): Promise<Reply> {
  const store = new DisposableStore();
  const box = store.add(vscode.window.createInputBox());
  box.title = asLine(step.title);
  box.step = step.step;
  box.totalSteps = step.steps;
  box.prompt = asBoxMessage(step.prompt);
  box.placeholder = step.placeholder === undefined ? undefined : asLine(step.placeholder);
  box.value = step.value;
  box.ignoreFocusOut = true;
  if (step.step > 1) box.buttons = [vscode.QuickInputButtons.Back];
  const comment = (text: string): void => {
    box.validationMessage = messageOf(step.comment(text));
  };
  comment(box.value);
  const asked = new Promise<Reply>((resolve) => {
    store.add(box.onDidChangeValue(comment));
    store.add(
      box.onDidAccept(() => {
        const text = box.value;
        if (text.trim() === '') box.validationMessage = asBoxMessage(step.missing);
        else if (step.comment(text)?.kind !== 'error') resolve({ kind: 'answer', text });
      }),
    );
    store.add(box.onDidTriggerButton(() => resolve({ kind: 'back', text: box.value })));
    store.add(box.onDidHide(() => resolve({ kind: 'closed' })));
  });
  box.show();
  return asked.finally(() => store.dispose());
}

function messageOf(comment: Comment | undefined): vscode.InputBoxValidationMessage | undefined {
  if (!comment) return undefined;
  const { Error, Warning, Info } = vscode.InputBoxValidationSeverity;
  const severities = { error: Error, warning: Warning, remark: Info } as const;
  return { message: asBoxMessage(comment.words), severity: severities[comment.kind] };
}
