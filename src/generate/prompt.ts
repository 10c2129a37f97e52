import type { Message } from '../provider/llm';

/** What a person asks for, and where the text will stand. */
export interface GenerateInput {
  readonly instruction: string;
  readonly languageId: string;
  /** Text around the cursor or the selection, cut to what the model can take. */
  readonly before: string;
  readonly after: string;
  /** What the text takes the place of; empty where it is a mere insertion. */
  readonly selected: string;
}

const system =
  'You write text that is inserted into a file at the cursor. Answer with that text alone: no explanation, no Markdown fence.';

/** The conversation for one insertion. The instruction stands last, where models heed it most. */
export function generateMessages(input: GenerateInput): readonly Message[] {
  const { instruction, languageId, before, after, selected } = input;
  const file =
    before + after === '' ? '' : `The file is ${languageId}:\n\n${before}<cursor>${after}\n\n`;
  const replaced = selected === '' ? '' : `Your text takes the place of:\n\n${selected}\n\n`;
  return [
    { role: 'system', content: system },
    { role: 'user', content: `${file}${replaced}Write at <cursor>: ${instruction}` },
  ];
}
