import { seededRandom } from '../../base/random';
import { createSampler } from '../../guided/sampler';
import type { CommandContext } from '../command';
import { jsonOption, writeDocument } from '../document';
import type { ExitName } from '../exit';
import { fileLabel } from '../files';
import { matchDocument, mismatchWords } from '../matchWords';
import { readArguments, readInteger, type OptionTable } from '../options';
import { UsageError } from '../usageError';
import { drawSamples, maxRunTime, type DrawnSamples, type Sample } from './drawSamples';
import { readSoundGrammar } from './readGrammar';

const defaultCount = 10;
const defaultSeed = 0;

export const sampleOptions = {
  n: { type: 'string', value: 'N', help: `how many texts (default ${defaultCount})` },
  seed: {
    type: 'string',
    value: 'S',
    help: `the same seed writes the same texts (default ${defaultSeed})`,
  },
  json: jsonOption,
} as const satisfies OptionTable;

/** Writes texts that a grammar generates, each of them judged by XGrammar. */
export async function sample(args: readonly string[], context: CommandContext): Promise<ExitName> {
  const { values, positionals } = readArguments(args, sampleOptions, ['FILE']);
  const count = readInteger('n', values.n, { min: 1, max: 10_000 }) ?? defaultCount;
  const seed = readInteger('seed', values.seed, { min: 0, max: 2 ** 32 - 1 }) ?? defaultSeed;
  const [path = ''] = positionals;
  const { source, grammar } = await readSoundGrammar(context.files, path);
  const sampler = createSampler(grammar, seededRandom(seed));
  const verifier = await context.openVerifier();
  const { terminal, clock, signal } = context;
  const drawn = await drawSamples({
    count,
    sampler,
    verify: (text) => verifier.verify({ kind: 'grammar', source }, text, { signal }),
    clock,
    signal,
    onProgress: (done) => terminal.progress(`${done} of ${count} texts…`),
  }).finally(() => {
    verifier.dispose();
    terminal.progress('');
  });
  const { samples, ended } = drawn;
  if (ended === 'too long a text') {
    throw new UsageError(`${fileLabel(path)}: even a short text of this grammar is too long`);
  }
  const { covered, total } = sampler;
  if (values.json) {
    writeDocument(context.terminal, {
      file: path,
      seed,
      samples: samples.map(({ text, match }) => ({ text, ...matchDocument(match) })),
      coverage: { covered, total },
    });
  } else {
    context.terminal.write(listed(samples));
    context.terminal.note(
      `${samples.length} texts show ${covered} of ${total} alternatives and repetitions (seed ${seed})`,
    );
  }
  return verdictOn(drawn, count, context);
}

/** What XGrammar does not take is a mistake of ours, and never passed over. */
function verdictOn(
  { samples, ended }: DrawnSamples,
  count: number,
  { terminal }: CommandContext,
): ExitName {
  const unchecked = samples.flatMap(({ match }) => (match.match === 'unchecked' ? [match] : []));
  const [first] = unchecked;
  if (first) {
    const many = `${unchecked.length} of ${samples.length} texts`;
    terminal.note(`trellis: ${many} were not checked: ${first.reason}`);
  }
  const wrong = samples.find(
    ({ match }) => match.match === 'mismatch' || match.match === 'legal-prefix',
  );
  if (wrong === undefined && ended === 'out of time') {
    const limit = `${maxRunTime / 1000} s`;
    terminal.note(`trellis: gave up after ${limit}, with ${samples.length} of ${count} texts`);
    return 'failed';
  }
  if (wrong === undefined) return 'ok';
  const { text, match } = wrong;
  const why = match.match === 'mismatch' ? mismatchWords(match) : 'is not complete';
  terminal.note(`trellis: XGrammar does not accept ${JSON.stringify(text)}: it ${why}`);
  return 'mismatch';
}

/** One text a line; where some have several lines, lines of dashes part them. */
function listed(samples: readonly Sample[]): string {
  const texts = samples.map(({ text }) => text);
  const parting = texts.some((text) => text.includes('\n')) ? '\n---\n' : '\n';
  return `${texts.join(parting)}\n`;
}
