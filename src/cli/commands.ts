import type { CommandEntry } from './command';

/** Everything that `trellis` can do, in the order in which it is listed. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'serve',
    summary: "start the embedded engine: vLLM's HTTP API on this machine, no GPU needed",
    load: async () => (await import('./serve')).serve,
  },
];
