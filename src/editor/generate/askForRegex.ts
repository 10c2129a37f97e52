import { readRegex } from '../../guided/regex';
import { regexRemark, regexRemedy } from '../../guided/regexAdvice';
import { regexWarnings } from '../../guided/regexPortability';
import { askStep, type Comment, type Reply } from '../window/askText';

const box = { title: 'Trellis: Generate', steps: 2 } as const;

/** What was asked for last, so that trying again is two presses of Enter. */
export interface RegexRequest {
  readonly instruction: string;
  readonly pattern: string;
}

export interface RegexPromptOptions {
  readonly last: RegexRequest;
  /** Whether the text will replace something. */
  readonly place: 'cursor' | 'selection';
  /** Told of the instruction as soon as it is given, so that Esc in step 2 does not lose it. */
  readonly onInstruction: (instruction: string) => void;
}

/** Asks what to write and in which shape; `undefined` where the person thinks better of it. */
export async function askForRegex(
  questions: RegexPromptOptions,
): Promise<RegexRequest | undefined> {
  let { instruction, pattern } = questions.last;
  for (;;) {
    const first = await askInstruction(instruction, questions.place);
    if (first.kind !== 'answer') return undefined;
    instruction = first.text.trim();
    questions.onInstruction(instruction);
    const second = await askPattern(pattern);
    if (second.kind === 'answer') return { instruction, pattern: second.text };
    if (second.kind === 'closed') return undefined;
    pattern = second.text;
  }
}

function askInstruction(value: string, place: RegexPromptOptions['place']): Promise<Reply> {
  return askStep({
    ...box,
    step: 1,
    prompt:
      place === 'selection'
        ? 'What should replace the selection?'
        : 'What should be written at the cursor?',
    value,
    missing: 'Describe in a few words what to write.',
    comment: () => undefined,
  });
}

function askPattern(value: string): Promise<Reply> {
  return askStep({
    ...box,
    step: 2,
    prompt:
      'A regular expression that the whole text must match. Look-around, back-references, \\b, \\p{…} and flags are not supported.',
    placeholder: '[a-z]+(_[a-z]+)*',
    value,
    missing: 'Enter an expression, for example .* for any line.',
    comment: commentOn,
  });
}

/** Why an expression is no shape to ask for, in a sentence with its place; `undefined` where it is one. */
export function wordsForInvalidPattern(pattern: string): string | undefined {
  const [problem] = readRegex(pattern).problems ?? [];
  if (!problem) return undefined;
  const place = problem.column === undefined ? '' : `Column ${problem.column}: `;
  const remedy = regexRemedy(pattern, problem);
  return `${place}${problem.message}.${remedy === undefined ? '' : ` ${remedy}`}`;
}

function commentOn(pattern: string): Comment | undefined {
  if (pattern === '') return undefined;
  const words = wordsForInvalidPattern(pattern);
  if (words !== undefined) return { words, kind: 'error' };
  const [warning] = regexWarnings(pattern);
  if (warning) {
    const place = `Column ${warning.column}: `;
    return { words: `${place}${warning.message}.`, kind: 'warning' };
  }
  const remark = regexRemark(pattern);
  return remark === undefined ? undefined : { words: remark, kind: 'remark' };
}
