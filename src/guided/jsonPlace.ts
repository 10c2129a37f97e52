import { findNodeAtLocation, parseTree } from 'jsonc-parser';

/** The offset of the value in a JSON text that a JSON pointer names; of the whole where none does. */
export function offsetOfValue(text: string, pointer: string): number {
  const parts = pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  let node = parseTree(text);
  for (const part of parts) {
    // An index is a number where the value around it is a list.
    const step = node?.type === 'array' ? Number(part) : part;
    node = node && findNodeAtLocation(node, [step]);
  }
  return node?.offset ?? 0;
}
