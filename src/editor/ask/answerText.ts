/** What an answer's tab says around the answer itself. */
import { assertNever } from '../../base/assertNever';
import { asPageText } from '../../base/foreignText';
import { lineRangeWords, type FileExcerpt } from '../../chat/question';
import type { AnswerMethod, FinishReason, Problem } from '../../provider/llm';
import { embeddedDisclaimer, type ServerSource } from '../status/statusOf';
import { textWarnings } from '../textWarnings';

export interface AnswerHead {
  readonly question: string;
  readonly excerpt: FileExcerpt | undefined;
  /** Why the selection was not sent, where it was not. */
  readonly leftOut?: string | undefined;
  readonly model: string;
  readonly address: string;
  readonly source: ServerSource;
}

export function answerHead(head: AnswerHead): string {
  const { question, excerpt, leftOut, model, address, source } = head;
  const about = excerpt
    ? `\n\nAbout ${asPageText(excerpt.path)}, ${lineRangeWords(excerpt.lines)}`
    : leftOut === undefined
      ? ''
      : `\n\nWithout the selection: its file is not sent to a model (${leftOut})`;
  const quoted = `${question}${about}`.replaceAll(/^/gm, '> ').replaceAll(/ +$/gm, '');
  const from = source === 'embedded' ? embeddedDisclaimer : `${asPageText(model)} at ${address}`;
  return `${quoted}\n\n${from}\n\n`;
}

/** Characters of an answer that a tab shows: many times what a model writes that means well. */
export const maxAnswerLength = 1_000_000;

export type AnswerOutcome =
  | { readonly kind: 'finished'; readonly reason: FinishReason | undefined }
  | { readonly kind: 'stopped' }
  /** There was more of it than a tab can show. */
  | { readonly kind: 'too-long' }
  | { readonly kind: 'failed'; readonly words: string };

export interface AnswerEnd {
  readonly outcome: AnswerOutcome;
  readonly text: string;
  readonly thought: 'some' | 'none';
  /** How the answer was had before the thought was over, where somebody wanted that. */
  readonly answeredNow?: AnswerMethod | undefined;
  /** The most tokens that the answer was allowed. */
  readonly maxTokens: number;
  readonly problems: readonly Problem[];
}

/** What must be known of an answer once it has ended; nothing of one that simply is complete. */
export function answerFoot(end: AnswerEnd): string {
  const warnings = end.problems.map(({ message }) => `Warning: ${asPageText(message)}.`);
  const remarks = textWarnings(end.text).map(({ full }) => `The answer ${full}.`);
  const lines = [endWords(end), answeredNowWords(end), ...remarks, ...warnings].filter(
    (line) => line !== undefined,
  );
  const gap = end.text === '' ? '' : '\n\n';
  return lines.length === 0 ? '\n' : `${gap}---\n\n${lines.join('\n\n')}\n`;
}

function endWords({ outcome, text, thought, maxTokens }: AnswerEnd): string | undefined {
  switch (outcome.kind) {
    case 'stopped':
      return 'Stopped.';
    case 'too-long':
      return `Stopped: the answer is longer than ${maxAnswerLength.toLocaleString('en')} characters.`;
    case 'failed':
      return asPageText(outcome.words);
    case 'finished': {
      if (outcome.reason !== 'length') return finishWords(outcome.reason, text);
      const limit = `the token limit (at most ${maxTokens}: trellis.parameters.maxTokens)`;
      return text === '' && thought === 'some'
        ? `No answer: the model was still thinking when it reached ${limit}.`
        : `Cut off by ${limit}.`;
    }
    default:
      return assertNever(outcome);
  }
}

/** The answer stands on its own where the server went on from the thought itself. */
function answeredNowWords({ answeredNow, text }: AnswerEnd): string | undefined {
  if (answeredNow !== 'asked-again' || text === '') return undefined;
  return 'The server could not continue the thought, so the question was asked again with it.';
}

function finishWords(
  reason: Exclude<FinishReason, 'length'> | undefined,
  text: string,
): string | undefined {
  switch (reason) {
    case 'abort':
      return 'The server ended the answer before it was complete.';
    case 'repetition':
      return 'The server ended the answer because it repeated itself.';
    case 'tool-calls':
      return 'The model tried to call a tool, but none was offered.';
    case 'other':
      return 'The server ended the answer for an unknown reason.';
    case 'stop':
    case undefined:
      return text.trim() === '' ? 'The model gave no answer.' : undefined;
    default:
      return assertNever(reason);
  }
}

/** A tab's name from a question, and the name of the file if the answer is saved. */
export function answerName(question: string): string {
  const words = question
    .replaceAll(/[\\/:*?"<>|#%.\s\p{C}\p{Default_Ignorable_Code_Point}]+/gu, ' ')
    .trim();
  const whole = words.slice(0, 40).trimEnd();
  return `${whole === '' ? 'Answer' : whole}.md`;
}
