import type { Category } from '../../routing/routes';

/** Times that a person is asked before what was decided stands. */
const tries = 3;

/** The category that a person names; without a name what was decided stands. */
export async function askForCategory(
  ask: (question: string) => Promise<string>,
  categories: readonly Category[],
  decided: Category,
): Promise<Category> {
  const names = categories.map(({ name }) => name).join(', ');
  for (let asked = 0; asked < tries; asked++) {
    const given = (await ask(`Category (${names}) [${decided.name}]: `)).trim().toLowerCase();
    if (given === '') return decided;
    const found = categories.find(({ name }) => name.toLowerCase() === given);
    if (found) return found;
  }
  return decided;
}
