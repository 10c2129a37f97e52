import type { CommandEntry } from './command';

/** Everything that `trellis` can do, in the order in which it is listed. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'doctor',
    summary: 'what a server is: release, models, context windows',
    load: async () => (await import('./doctor')).doctor,
  },
  {
    name: 'generate',
    summary: 'ask a model, for text in a shape if you like',
    load: async () => (await import('./generate/generate')).generate,
  },
  {
    name: 'complete',
    summary: 'fill the gap between two texts',
    load: async () => (await import('./complete')).complete,
  },
  {
    name: 'route',
    summary: 'decide which category a ticket belongs to, and answer it with its adapter',
    load: async () => (await import('./route/route')).route,
  },
  {
    name: 'adapters',
    summary: 'list, load and unload LoRA adapters',
    load: async () => (await import('./adapters')).adapters,
  },
  {
    name: 'grammar',
    summary: 'find problems in a grammar, write texts of it, check a text',
    load: async () => (await import('./grammar/grammar')).grammar,
  },
  {
    name: 'deploy',
    summary: 'write what starts a vLLM server on your GPUs: Compose, vllm serve, Kubernetes',
    load: async () => (await import('./deploy/deploy')).deploy,
  },
  {
    name: 'serve',
    summary: "start the embedded engine: vLLM's HTTP API on this machine, no GPU needed",
    load: async () => (await import('./serve')).serve,
  },
];
