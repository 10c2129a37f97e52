import { expect, it } from 'vitest';
import { askForCategory } from '../../../src/cli/route/askForCategory';

const sql = { name: 'SQL', description: 'databases' };
const react = { name: 'React', description: 'pages' };

async function answered(...given: readonly string[]) {
  const questions: string[] = [];
  const ask = (question: string): Promise<string> => {
    questions.push(question);
    return Promise.resolve(given[questions.length - 1] ?? '');
  };
  const { name } = await askForCategory(ask, [sql, react], sql);
  return { name, questions };
}

it.each([
  ['nothing', [''], 'SQL', 1],
  ['a name', ['React'], 'React', 1],
  ['a name in other letters, with blanks', [' react '], 'React', 1],
  ['a name that is none, and then one', ['Vue', 'React'], 'React', 2],
  ['names that are none', ['Vue', 'Vue', 'Vue', 'React'], 'SQL', 3],
])('a person who answers %s has what was meant', async (_, given, name, times) => {
  const seen = await answered(...given);
  expect(seen.name).toBe(name);
  expect(seen.questions).toHaveLength(times);
  expect(seen.questions[0]).toBe('Category (SQL, React) [SQL]: ');
});
