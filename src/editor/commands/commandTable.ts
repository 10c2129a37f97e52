import * as z from 'zod';
import { deploymentKinds } from '../../deploy/deploymentKinds';

const filled = z.string().refine((text) => text.trim() !== '');
const adapterName = z.string().min(1).optional();

/**
 * Every command once, with the argument that a key binding or an extension may give in place of the
 * questions. package.json repeats ids and titles, and a test holds the two together.
 */
export const commands = {
  connect: { id: 'trellis.connect', title: 'Connect to Server…' },
  importAbstractCore: {
    id: 'trellis.importAbstractCore',
    title: 'Import AbstractCore Configuration…',
    argument: z.object({ path: z.string().min(1) }),
  },
  selectModel: { id: 'trellis.selectModel', title: 'Select Model…' },
  showLog: { id: 'trellis.showLog', title: 'Show Log' },
  showLastRequest: { id: 'trellis.showLastRequest', title: 'Show Last Request' },
  toggleInline: { id: 'trellis.toggleInline', title: 'Toggle Inline Completions' },
  toggleInlineForLanguage: {
    id: 'trellis.toggleInlineForLanguage',
    title: 'Toggle Inline Completions for This Language',
  },
  showReasoning: { id: 'trellis.showReasoning', title: 'Show Reasoning' },
  openSettings: { id: 'trellis.openSettings', title: 'Open Settings' },
  restartEngine: { id: 'trellis.restartEngine', title: 'Restart Embedded Engine' },
  stopEngine: { id: 'trellis.stopEngine', title: 'Stop Embedded Engine' },
  generate: {
    id: 'trellis.generate',
    title: 'Generate…',
    argument: z.object({ instruction: z.string(), pattern: z.string().min(1) }),
  },
  keepPending: { id: 'trellis.keepPending', title: 'Keep Generated Text' },
  discardPending: { id: 'trellis.discardPending', title: 'Discard Generated Text' },
  stopPending: { id: 'trellis.stopPending', title: 'Stop Generating' },
  showPending: { id: 'trellis.showPending', title: 'Show Generated Text' },
  savePending: { id: 'trellis.savePending', title: 'Keep or Discard Generated Text, Then Save' },
  refactorSelection: {
    id: 'trellis.refactorSelection',
    title: 'Refactor Selection…',
    argument: z.object({ instruction: filled }),
  },
  ask: { id: 'trellis.ask', title: 'Ask…', argument: z.object({ question: filled }) },
  stopAnswer: { id: 'trellis.stopAnswer', title: 'Stop Answer' },
  useAdapter: {
    id: 'trellis.useAdapter',
    title: 'Use Adapter…',
    argument: z.object({ name: adapterName }),
  },
  loadAdapter: {
    id: 'trellis.loadAdapter',
    title: 'Load Adapter…',
    argument: z.object({ name: adapterName, path: z.string().min(1).optional() }),
  },
  unloadAdapter: {
    id: 'trellis.unloadAdapter',
    title: 'Unload Adapter…',
    argument: z.object({ name: adapterName }),
  },
  createDeployment: {
    id: 'trellis.createDeployment',
    title: 'Create vLLM Deployment…',
    argument: z.object({
      kind: z.enum(deploymentKinds).optional(),
      model: filled.optional(),
      gpus: z.number().int().min(1).max(1024).optional(),
      gpuMemory: z.number().min(1).max(10_000).optional(),
      context: z.number().int().min(1024).max(100_000_000).optional(),
    }),
  },
  showMenu: { id: 'trellis.showMenu', title: 'Show Menu' },
} as const satisfies Readonly<Record<string, Command>>;

interface Command {
  readonly id: `trellis.${string}`;
  readonly title: string;
  /** What the command takes, where it takes anything. */
  readonly argument?: z.ZodType;
}

export type CommandName = keyof typeof commands;

/** What a command is given; never, where it takes nothing. */
export type CommandArgument<Name extends CommandName> = (typeof commands)[Name] extends {
  readonly argument: infer Schema extends z.ZodType;
}
  ? z.output<Schema>
  : never;

/**
 * What a command was given, as far as it fits. Menus give every command something of theirs, so
 * whatever does not fit counts as nothing, and the command asks its questions.
 */
export function readArgument<Name extends CommandName>(
  name: Name,
  given: unknown,
): CommandArgument<Name> | undefined {
  const { argument }: Command = commands[name];
  return argument?.safeParse(given).data as CommandArgument<Name> | undefined;
}
