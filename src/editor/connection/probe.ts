import type { Journal } from '../../activity/journal';
import { withJournal } from '../../activity/withJournal';
import { withoutSecrets } from '../../activity/withoutSecrets';
import type { Clock } from '../../base/clock';
import type { LLMOptions } from '../../provider/createLLM';
import { probe, type ProbedServer } from '../../provider/probe';

/** Asks an address which server it is. */
export type Probe = (options: LLMOptions, call: { signal: AbortSignal }) => Promise<ProbedServer>;

export interface ProbeOptions {
  readonly journal: Journal;
  readonly clock: Clock;
}

/** The servers that it finds are sent no secrets, and the journal holds what they are asked. */
export function createProbe({ journal, clock }: ProbeOptions): Probe {
  return async (options, call) => {
    const server = await probe(options, call);
    const llm = withoutSecrets(server.llm);
    return { ...server, llm: withJournal(llm, { journal, clock, date: () => new Date() }) };
  };
}
