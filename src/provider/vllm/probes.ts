import type { FactName } from '../capabilities';
import { beams, images, requiredTools, samples, tools } from './probes/answers';
import type { Probe } from './probes/requests';
import {
  chatConstraints,
  completionConstraints,
  grammars,
  structuralTags,
  thinkingConstraints,
} from './probes/constraints';
import { adapterRoutes, lora, metrics, tokenize } from './probes/routes';
import { chatPrefill, reasoningParser, thinkingBudget, thinkingSwitch } from './probes/thinking';

export type { ProbeContext, ProbeVerdict as Verdict } from './probes/requests';
export { afterEmptyThought, emptyThought } from './probes/constraints';

/** How each fact is found out. */
export const probes: Readonly<Record<FactName, Probe>> = {
  tokenize,
  'chat-constraints': chatConstraints,
  'thinking-constraints': thinkingConstraints,
  'completion-constraints': completionConstraints,
  grammars,
  'structural-tags': structuralTags,
  'reasoning-parser': reasoningParser,
  'thinking-switch': thinkingSwitch,
  'thinking-budget': thinkingBudget,
  'chat-prefill': chatPrefill,
  beams,
  samples,
  tools,
  'required-tools': requiredTools,
  'adapter-routes': adapterRoutes,
  lora,
  images,
  metrics,
};

/** Milliseconds that finding out a fact may take, unless a caller has another patience. */
export function probeTimeout(name: FactName): number {
  // The first beams after a start wait for kernels to be compiled (18 s seen).
  if (name === 'beams') return 60_000;
  return factsWithoutEngine.has(name) ? 10_000 : 30_000;
}

/** Facts of the server, whatever model is asked. */
export const serverFacts: ReadonlySet<FactName> = new Set([
  'grammars',
  'structural-tags',
  'adapter-routes',
  'lora',
  'metrics',
]);

/** Facts whose questions are no generations, which a server answers whose engine has died. */
export const factsWithoutEngine: ReadonlySet<FactName> = new Set([
  'tokenize',
  'thinking-constraints',
  'adapter-routes',
  'lora',
  'metrics',
]);
