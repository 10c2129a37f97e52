import type { Candidate, Candidates, Problem } from '../provider/llm';
import type { Target } from '../provider/target';
import { extractCode } from './extract';
import { fitToSelection } from './fitToSelection';
import { refactorMessages } from './prompt';
import type { RefactorTask } from './task';

/** Code that may take the selection's place; LF line ends. */
export interface Proposal {
  readonly code: string;
  /** Its place among the answers, from 1. */
  readonly rank: number;
  /** `cut` where the token limit ended the code itself, not only talk behind it. */
  readonly ending: Candidate['ending'];
}

/** Why an answer is no proposal. */
export type RejectionReason = 'unread' | 'empty' | 'thought-only' | 'unchanged' | 'duplicate';

export interface Proposals {
  /** In the server's order; for beams that is their rank. */
  readonly proposals: readonly Proposal[];
  readonly dropped: readonly RejectionReason[];
  readonly method: Candidates['method'];
  readonly problems: readonly Problem[];
}

const count = 3;
const minTokens = 64;
/** Few for code, so that the limit never cuts a replacement as long as the selection. */
const bytesPerToken = 3;
const mayGrow = 1.5;

/** Small, since beam search always runs to its limit (vLLM generate/beam_search/online.py). */
export function maxAnswerTokens(selected: string, most: number): number {
  const { length } = new TextEncoder().encode(selected);
  return Math.min(most, minTokens + Math.ceil((length / bytesPerToken) * mayGrow));
}

/** Asks for several replacements of the selection at once, and keeps those that change it. */
export async function propose(
  target: Target,
  task: RefactorTask,
  signal: AbortSignal,
): Promise<Proposals> {
  const { llm, model, temperature, extraBody } = target;
  const request = {
    model: model.id,
    messages: refactorMessages(task),
    beams: { width: count },
    maxTokens: maxAnswerTokens(task.selected, target.maxTokens),
    thinking: 'off',
    ...(temperature !== undefined && { temperature }),
    extraBody,
  } as const;
  const label = `Refactor: ${task.instruction}`;
  const { candidates, method, problems } = await llm.candidates(request, { signal, label });
  return { ...sift(candidates, task), method, problems };
}

function sift(
  candidates: readonly Candidate[],
  task: RefactorTask,
): Pick<Proposals, 'proposals' | 'dropped'> {
  const proposals: Proposal[] = [];
  const dropped: RejectionReason[] = [];
  for (const [index, candidate] of candidates.entries()) {
    const { code: extracted, block } = extractCode(candidate.text, task.selected);
    const code = fitToSelection(task, extracted);
    if (candidate.unread) dropped.push('unread');
    else if (code === '') dropped.push(candidate.reasoning === '' ? 'empty' : 'thought-only');
    else if (code === task.selected) dropped.push('unchanged');
    else if (proposals.some((proposal) => proposal.code === code)) dropped.push('duplicate');
    else {
      const ending = block === 'closed' ? 'complete' : candidate.ending;
      proposals.push({ code, rank: index + 1, ending });
    }
  }
  return { proposals, dropped };
}
