import { invisibleIn } from '../base/invisible';

/** Characters that are named; what is told is read at a glance. */
const mostNamed = 3;

/** What is said beside code that somebody is to decide on. */
export const holdsInvisible = 'holds invisible characters';

/** The same with their names; `undefined` where there is nothing to say. */
export function invisibleWords(text: string): string | undefined {
  const names = invisibleIn(text).map(({ name }) => name);
  if (names.length === 0) return undefined;
  const more = names.length > mostNamed ? ', …' : '';
  return `${holdsInvisible} (${names.slice(0, mostNamed).join(', ')}${more})`;
}
