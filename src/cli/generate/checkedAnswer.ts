import type { Match } from '../../guided/match';
import type { ConstraintVerdict, MatchedText } from '../../provider/checkAnswer';
import type { CheckedEvent } from '../../provider/checked';
import type { Candidates, StreamEvent } from '../../provider/llm';
import { exitOfAnswer, readAnswer, type Answer } from '../answer';
import type { CommandContext } from '../command';
import { diagnosisWords } from './enforcement';
import type { ExitName } from '../exit';
import { exitOfMatch, mismatchWords } from '../matchWords';
import type { Terminal } from '../terminal';

/** An answer, with what is known of its shape. */
export interface Answered {
  readonly answer: Answer;
  readonly beams?: Candidates;
  /** `undefined` where no shape was asked for. */
  readonly matched: MatchedText | undefined;
  /** Asks the server where that was not done already. */
  verdict(): Promise<ConstraintVerdict | undefined>;
}

/** The text as it is delivered: where it was matched without the blank lines around it, so. */
export function textOf({ answer, matched }: Pick<Answered, 'answer' | 'matched'>): string {
  return matched?.text ?? answer.text;
}

/** Shows the answer while it is written; what is known of its shape comes after it. */
export async function readStream(
  events: AsyncIterable<CheckedEvent>,
  terminal: Terminal | undefined,
): Promise<Answered> {
  let matched: MatchedText | undefined;
  let verdict: ConstraintVerdict | undefined;
  async function* ofAnswer(): AsyncIterable<StreamEvent> {
    for await (const event of events) {
      if (event.type === 'match') matched = event;
      else if (event.type === 'verdict') ({ verdict } = event);
      else yield event;
    }
  }
  const answer = await readAnswer(ofAnswer(), terminal);
  return { answer, matched, verdict: () => Promise.resolve(verdict) };
}

/** Tells how an answer ended and whether it has its shape. */
export function conclude(
  answer: Answer,
  { match, diagnosis }: Partial<ConstraintVerdict> = {},
  { terminal }: CommandContext,
): ExitName {
  const words = wordsFor(answer, match, diagnosisWords(diagnosis));
  if (words !== undefined) terminal.note(`trellis: ${words}`);
  const broken = exitOfAnswer(answer);
  return match === undefined || broken !== 'ok' ? broken : exitOfMatch(match);
}

function wordsFor(
  { finishReason }: Answer,
  match: Match | undefined,
  why: string,
): string | undefined {
  const cut = finishReason === 'length' ? 'is cut short by the token limit' : undefined;
  switch (match?.match) {
    case undefined:
    case 'complete':
      return cut && `the answer ${cut}`;
    case 'legal-prefix':
      return `the answer ${cut ?? 'is not complete'}; it matches so far${why}`;
    case 'mismatch':
      return `the answer ${mismatchWords(match)}${why}`;
    case 'unchecked':
      return `the answer was not checked: ${match.reason}`;
  }
}
