import { hasByteOrderMark, withoutByteOrderMark } from '../../base/byteOrderMark';
import { readEbnf, type GrammarReading } from '../../guided/ebnf';
import type { Grammar } from '../../guided/grammar';
import { fileLabel, type Files } from '../files';
import { problemSentence } from '../problems';
import { UsageError } from '../usageError';

export interface GrammarFile {
  /** As it is sent, without a byte order mark. */
  readonly source: string;
  readonly byteOrderMark: 'present' | 'absent';
  readonly reading: GrammarReading;
}

export async function readGrammarFile(files: Files, path: string): Promise<GrammarFile> {
  const marked = await files.readMarkedText(path);
  const source = withoutByteOrderMark(marked);
  const byteOrderMark = hasByteOrderMark(marked) ? 'present' : 'absent';
  return { source, byteOrderMark, reading: readEbnf(source) };
}

/** For a command that needs a sound grammar; throws a `UsageError` where the file holds none. */
export async function readSoundGrammar(
  files: Files,
  path: string,
): Promise<{ readonly source: string; readonly grammar: Grammar }> {
  const { source, reading } = await readGrammarFile(files, path);
  if (reading.problems) {
    const { problems } = reading;
    const name = fileLabel(path);
    throw new UsageError(problemSentence(name, problems), { name, problems });
  }
  return { source, grammar: reading.grammar };
}
