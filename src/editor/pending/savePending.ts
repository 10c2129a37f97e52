/** The questions that a save asks while text is undecided. */
import { askFirst, showWarning } from '../window/messages';

export type SaveChoice = 'keep' | 'discard';

/** In place of the save key; `undefined` where the person thinks better of it. */
export async function askBeforeSave(): Promise<SaveChoice | undefined> {
  const keep = 'Keep and Save';
  const discard = 'Discard and Save';
  const question = 'Do you want to keep the generated text?';
  const choice = await askFirst(question, keep, discard);
  return choice === undefined ? undefined : choice === keep ? 'keep' : 'discard';
}

/**
 * After a save by a menu or by *Save All*, which no extension can hold back for as long as a person
 * thinks. The text is on the disk now; whoever discards it has it taken from there, too.
 */
export async function askAfterSave(): Promise<SaveChoice | undefined> {
  const discard = 'Discard and Save Again';
  const choice = await showWarning(
    'The file was saved with generated text in it. Do you want to keep the text?',
    'Keep',
    discard,
  );
  return choice === undefined ? undefined : choice === 'Keep' ? 'keep' : 'discard';
}
