import { readEbnf, type GrammarReading } from '../../guided/ebnf';
import type { Grammar } from '../../guided/grammar';
import { nameOf, type Files } from '../files';
import { sentenceOf } from '../problems';
import { UsageError } from '../usageError';

export interface GrammarFile {
  readonly source: string;
  readonly reading: GrammarReading;
}

export async function readGrammarFile(files: Files, path: string): Promise<GrammarFile> {
  const source = (await files.readText(path)).replace(/^\ufeff/, '');
  return { source, reading: readEbnf(source) };
}

/** The same for a command that needs a sound grammar; throws a `UsageError` where it is none. */
export async function readSoundGrammar(
  files: Files,
  path: string,
): Promise<{ readonly source: string; readonly grammar: Grammar }> {
  const { source, reading } = await readGrammarFile(files, path);
  if (reading.problems) {
    const { problems } = reading;
    const name = nameOf(path);
    throw new UsageError(sentenceOf(name, problems), { name, problems });
  }
  return { source, grammar: reading.grammar };
}
