import type { CommandEntry } from './command';

/** Everything that `trellis` can do, in the order in which it is listed. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'grammar',
    summary: 'find problems in a grammar, write texts of it, check a text',
    load: async () => (await import('./grammar/grammar')).grammar,
  },
  {
    name: 'serve',
    summary: "start the embedded engine: vLLM's HTTP API on this machine, no GPU needed",
    load: async () => (await import('./serve')).serve,
  },
];
