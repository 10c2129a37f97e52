import type { Journal } from '../../activity/journal';
import { withJournal } from '../../activity/withJournal';
import { withRedactedRequests } from '../../activity/withRedactedRequests';
import type { Clock } from '../../base/clock';
import type { LLMOptions } from '../../provider/createLLM';
import { probe, type ProbedServer } from '../../provider/probe';

/** Asks an address which server it is. */
export type ProbeServer = (
  options: LLMOptions,
  call: { signal: AbortSignal },
) => Promise<ProbedServer>;

export interface ProbeServerOptions {
  readonly journal: Journal;
  readonly clock: Clock;
}

/** The servers that it finds are sent no secrets, and the journal holds what they are asked. */
export function createProbeServer({ journal, clock }: ProbeServerOptions): ProbeServer {
  return async (options, call) => {
    const server = await probe(options, call);
    const llm = withRedactedRequests(server.llm);
    return { ...server, llm: withJournal(llm, { journal, clock, date: () => new Date() }) };
  };
}
