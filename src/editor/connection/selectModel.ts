import type { ModelCard } from '../../provider/llm';
import type { ProbedServer } from '../../provider/probe';
import type { ModelChoice } from './modelChoice';
import { requireTarget } from './requireTarget';
import type { Session } from './session';
import { pickRow } from '../window/pickRow';

export interface SelectModelOptions {
  readonly session: Pick<Session, 'connection' | 'source' | 'server'>;
  readonly models: Pick<ModelChoice, 'target' | 'choose'>;
}

/** Offers what the server lists, adapters under the name of their base. */
export async function selectModel({ session, models }: SelectModelOptions): Promise<void> {
  const target = await requireTarget({ session, models });
  const { server } = session;
  if (!target || !server) return;
  const inUse = target.model.id;
  const rows = server.models.map((model) => ({
    label: model.id,
    description: [model.id === inUse ? 'in use' : '', describe(model)]
      .filter((words) => words !== '')
      .join(' · '),
    icon: model.id === inUse ? 'check' : 'blank',
    value: model.id,
  }));
  const chosen = await pickRow({
    title: 'Trellis: Select Model',
    placeholder: `Models of ${server.llm.baseUrl}${unreadWords(server)}`,
    rows,
    focused: rows.find(({ value }) => value === inUse),
  });
  if (chosen) await models.choose(chosen.value);
}

function unreadWords({ models, unread }: ProbedServer): string {
  if (unread === 0) return '';
  return ` (the first ${models.length.toLocaleString()} of ${(models.length + unread).toLocaleString()})`;
}

function describe(model: ModelCard): string {
  if (model.parent !== undefined) return `LoRA adapter of ${model.parent}`;
  const window = model.contextWindow;
  return window === undefined ? '' : `${window.toLocaleString()} tokens`;
}
