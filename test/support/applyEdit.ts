import type { DocumentEdit } from '../../src/edits/documentEdit';

export function applyEdit(text: string, { offset, removed, text: inserted }: DocumentEdit): string {
  return text.slice(0, offset) + inserted + text.slice(offset + removed);
}
