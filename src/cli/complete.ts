import { chooseModel } from '../adapters/chooseModel';
import { detectFamily, type FimProfile } from '../completion/detectFamily';
import { secretAt } from '../context/secretText';
import { cutAtMarker } from '../completion/families';
import { fillRequest } from '../completion/fillRequest';
import type { PromptWindow } from '../completion/promptWindow';
import type { LLM, ModelCard } from '../provider/llm';
import { answerDocument, exitOfAnswer, noteProblems, readAnswer } from './answer';
import type { Command, CommandContext } from './command';
import { configurationOption, withConfiguration } from './configuration';
import { jsonOption, writeDocument } from './document';
import type { Files } from './files';
import { standardInput } from './files';
import { helpText } from './help';
import { readArguments, type OptionTable } from './options';
import { modelOption, readModel } from './readModel';
import { refuseSecretFiles } from './secretFiles';
import { applySecretsOption, readSampling, samplingOptions } from './sampling';
import { connect, readServerAccess, serverOptions } from './server';
import { UsageError } from './usageError';

const defaultMaxTokens = 192;

const options = {
  prefix: { type: 'string', value: 'FILE', help: 'the text before the gap' },
  suffix: { type: 'string', value: 'FILE', help: 'the text after it (default: none)' },
  model: modelOption,
  ...samplingOptions,
  json: jsonOption,
  config: configurationOption,
  ...serverOptions,
} as const satisfies OptionTable;

/** `trellis complete`: what a model writes between two texts. */
export const complete: Command = {
  name: 'complete',
  help: helpText({
    usage: ['complete --prefix FILE --suffix FILE [--model M] [--max-tokens N] [--json] ...'],
    about: `
Fills the gap between two texts, as inline completions do: the model's family is found by asking its
tokenizer for the markers that it was trained with. A model without markers continues the prefix
and does not see the suffix; a warning says so. A FILE of - is standard input. Unless told, at most
${defaultMaxTokens} tokens are written, and always the likeliest ones.`,
    options,
  }),
  async run(args, context) {
    const { values: given } = readArguments(args, options);
    const values = await withConfiguration(given, context);
    const access = await readServerAccess(values, context);
    const asked = readSampling(values);
    refuseSecretFiles([values.prefix, values.suffix], asked, context.files);
    const window = await readWindow(values, context.files);
    if (asked.secrets === 'left out') refuseInSecret(window);
    const server = applySecretsOption(await connect(access, context, 'answers'), asked);
    const { terminal, signal } = context;
    const { models } = server;
    const { model } = chooseModel({
      models,
      configured: readModel(values, context.env),
      adapter: undefined,
    });
    const profile = await findProfile(server.llm, model, context);
    const events = server.llm.complete(
      {
        model: model.id,
        ...fillRequest(profile, window, []),
        maxTokens: asked.maxTokens ?? defaultMaxTokens,
        temperature: 0,
        ...asked.sampling,
      },
      { signal },
    );
    const answer = await readAnswer(events, undefined);
    const text = profile ? cutAtMarker(answer.text, profile.family) : answer.text;
    if (values.json) {
      writeDocument(terminal, {
        text,
        method: profile ? 'fill-in-the-middle' : 'prefix-only',
        family: profile?.family.name ?? null,
        ...answerDocument({ ...answer, text }, { model: model.id, server }),
      });
    } else {
      terminal.answer(text);
      terminal.endLine();
      noteProblems({ ...answer, text }, terminal);
    }
    if (!profile && window.suffix !== '') {
      terminal.note('trellis: the model has no markers for filling in: it did not see the suffix');
    }
    return exitOfAnswer(answer);
  },
};

function findProfile(
  llm: LLM,
  model: ModelCard,
  { signal }: CommandContext,
): Promise<FimProfile | undefined> {
  return detectFamily(model, (text) =>
    llm.tokenize({ model: model.id, text, addSpecialTokens: 'no' }, { signal }),
  );
}

/** Each half of a secret would be told without the other, by which it is known. */
function refuseInSecret({ prefix, suffix }: PromptWindow): void {
  const secret = secretAt(prefix, suffix);
  if (secret === undefined) return;
  const where = `the gap is in what looks like a secret (${secret})`;
  throw new UsageError(`${where}; nothing was sent (--allow-secrets sends it)`);
}

async function readWindow(
  paths: { readonly prefix: string | undefined; readonly suffix: string | undefined },
  files: Files,
): Promise<PromptWindow> {
  if (paths.prefix === undefined) throw new UsageError('--prefix is missing');
  if (paths.prefix === standardInput && paths.suffix === standardInput) {
    throw new UsageError('prefix and suffix cannot both come from standard input');
  }
  const prefix = await files.readText(paths.prefix);
  const suffix = paths.suffix === undefined ? '' : await files.readText(paths.suffix);
  return { prefix, suffix };
}
