import type { ModelCard } from '../../provider/llm';
import type { ProbedServer } from '../../provider/probe';
import { requireTarget } from './requireTarget';
import type { Session } from './session';
import { pickRow } from '../window/pickRow';

/** Offers what the server lists, adapters under the name of their base. */
export async function selectModel(session: Session): Promise<void> {
  const target = await requireTarget(session);
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
  if (chosen) await session.choose(chosen.value);
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
