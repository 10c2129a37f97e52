import type { ThoughtOpening } from '../reasoning/thinkSplitter';
import { collect } from './collect';
import type { Problem, StreamEvent } from './result';
import { hasUnopenedThought, ThoughtSplitter } from './splitThought';
import { AnswerAudit, type AuditedRequest } from './answerAudit';

/** How an answer is read. */
export interface AnswerReadOptions {
  readonly asked: AuditedRequest;
  /** Where the text begins; `raw` for the continuation of a prompt, which is text whatever it holds. */
  readonly opening: ThoughtOpening | 'raw';
  /** What was known before anything was sent. */
  readonly problems: readonly Problem[];
  /** Hears in a stream of a thought that ended without anybody having known of its beginning. */
  readonly onUnopened?: () => void;
}

const noFinish: Problem = { code: 'no-finish', message: 'the stream ended before the answer did' };

/** The events of one whole answer, thought and answer apart, with the problems they show. */
export function readAnswer(
  events: readonly StreamEvent[],
  options: AnswerReadOptions,
): readonly StreamEvent[] {
  // Nothing was told yet, so that nothing need be taken back.
  const unopened = options.opening === 'unsure' && hasUnopenedThought(collect(events));
  const reader = new Reader(unopened ? { ...options, opening: 'thought' } : options);
  return [...reader.begin(), ...reader.read(events), ...reader.end()];
}

/** The events of an answer while they arrive. A stream that ends without a finish reason is told. */
export async function* readAnswerBatches(
  batches: AsyncIterable<readonly StreamEvent[]>,
  options: AnswerReadOptions,
): AsyncGenerator<readonly StreamEvent[], void, undefined> {
  const reader = new Reader(options);
  yield reader.begin();
  for await (const batch of batches) yield reader.read(batch);
  yield reader.end();
}

/** The steps an event takes each add to one list: a list for every step of every token is felt. */
class Reader {
  private readonly splitter: ThoughtSplitter | undefined;
  private readonly audit: AnswerAudit;
  private ended = false;

  constructor(private readonly options: AnswerReadOptions) {
    this.splitter = options.opening === 'raw' ? undefined : new ThoughtSplitter(options.opening);
    this.audit = new AnswerAudit(options.asked);
  }

  begin(): readonly StreamEvent[] {
    return this.options.problems.map(toEvent);
  }

  read(batch: readonly StreamEvent[]): readonly StreamEvent[] {
    const split: StreamEvent[] = [];
    for (const event of batch) {
      if (event.type === 'finish') this.ended = true;
      if (this.splitter) this.splitter.next(event, split);
      else split.push(event);
    }
    return this.audited(split);
  }

  end(): readonly StreamEvent[] {
    const rest: StreamEvent[] = [];
    this.splitter?.end(rest);
    const audited = this.audited(rest);
    this.audit.end(audited);
    return this.ended ? audited : [...audited, toEvent(noFinish)];
  }

  private audited(events: readonly StreamEvent[]): StreamEvent[] {
    const audited: StreamEvent[] = [];
    for (const event of events) {
      if (event.type === 'problem' && event.problem.code === 'thought-in-text') {
        this.options.onUnopened?.();
      }
      this.audit.next(event, audited);
    }
    return audited;
  }
}

function toEvent(problem: Problem): StreamEvent {
  return { type: 'problem', problem };
}
