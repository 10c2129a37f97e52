import { ProviderError } from '../../provider/errors';
import type { Content, ImagePart, GenerateRequest, Message } from '../../provider/llm';
import { encodeMessages } from '../../provider/wire/messages';
import type { CommandContext } from '../command';
import { configurationOption, withConfiguration } from '../configuration';
import { jsonOption } from '../document';
import { fileLabel, standardInput, type Files } from '../files';
import { readArguments, readInteger, type OptionTable, type Values } from '../options';
import { problemSentence } from '../problems';
import { modelOption, readModel } from '../readModel';
import { readSampling, samplingOptions, type SamplingArguments } from '../sampling';
import { refuseSecretFiles } from '../secretFiles';
import { readServerAccess, serverOptions, type ServerAccess } from '../server';
import { UsageError } from '../usageError';
import {
  constraintOptions,
  readConstraintArgument,
  type ConstraintArgument,
} from './constraintArgument';

export const generateOptions = {
  ...constraintOptions,
  beams: {
    type: 'string',
    value: 'N',
    help: 'write N candidates by beam search and answer with the best; --json has them all',
  },
  model: modelOption,
  ...samplingOptions,
  system: { type: 'string', value: 'S', help: 'instructions that stand before the prompt' },
  image: {
    type: 'string',
    multiple: true,
    value: 'F',
    help: 'send this PNG, JPEG, GIF or WebP along; may be given several times',
  },
  stream: { type: 'boolean', help: 'show the answer as it is written' },
  think: { type: 'boolean', help: 'ask the model to think first' },
  'no-think': { type: 'boolean', help: 'ask it not to' },
  force: { type: 'boolean', help: 'send a shape even if it is found invalid here' },
  json: jsonOption,
  config: configurationOption,
  ...serverOptions,
} as const satisfies OptionTable;

/** What the arguments ask for. */
export interface GenerateArguments extends SamplingArguments {
  readonly access: ServerAccess;
  /** As the server lists it; empty for its first one. */
  readonly model: string;
  readonly messages: readonly Message[];
  readonly thinking: Pick<GenerateRequest, 'thinking'>;
  readonly shape: ConstraintArgument | undefined;
  readonly beams: number | undefined;
  readonly delivery: 'streamed' | 'whole' | 'document';
}

/** Throws a `UsageError` for whatever cannot be sent. */
export async function readGenerateArguments(
  args: readonly string[],
  context: CommandContext,
): Promise<GenerateArguments> {
  const { values: options, positionals } = readArguments(args, generateOptions, ['PROMPT']);
  const values = await withConfiguration(options, context);
  const beams = readInteger('beams', values.beams, { min: 1, max: 64 });
  const delivery = deliveryOf(values, beams);
  const access = await readServerAccess(values, context);
  const sampling = readSampling(values);
  const thinking = thinkingOf(values);
  const [given = ''] = positionals;
  const shapes = [values['json-schema'], values.grammar, values['structural-tag']];
  const inputs = [given, ...shapes, ...values.image];
  if (inputs.filter((path) => path === standardInput).length > 1) {
    throw new UsageError('only one thing can come from standard input');
  }
  refuseSecretFiles([...shapes, ...values.image], sampling, context.files);
  const shape = await readConstraintArgument(values, context.files);
  if (shape && shape.problems.length > 0 && !values.force) {
    const sentence = problemSentence(shape.name, shape.problems);
    throw new UsageError(`${sentence}; nothing was sent (--force sends it)`, shape);
  }
  const prompt = given === standardInput ? await context.files.readText(standardInput) : given;
  if (prompt.trim() === '') throw new UsageError('the prompt is empty');
  return {
    ...sampling,
    access,
    model: readModel(values, context.env),
    messages: messagesOf(values.system, await contentOf(prompt, values.image, context.files)),
    thinking,
    shape,
    beams,
    delivery,
  };
}

type GenerateValues = Values<typeof generateOptions>;

function deliveryOf(
  values: GenerateValues,
  beams: number | undefined,
): GenerateArguments['delivery'] {
  if (values.stream && values.json) {
    throw new UsageError('--stream and --json cannot be used together');
  }
  if (values.stream && beams !== undefined) {
    throw new UsageError('beams arrive all at once: --stream and --beams cannot be used together');
  }
  if (values.json) return 'document';
  return values.stream ? 'streamed' : 'whole';
}

function thinkingOf(values: GenerateValues): GenerateArguments['thinking'] {
  if (values.think && values['no-think']) {
    throw new UsageError('--think and --no-think cannot be used together');
  }
  if (values.think) return { thinking: 'on' };
  return values['no-think'] ? { thinking: 'off' } : {};
}

async function contentOf(
  prompt: string,
  images: readonly string[],
  files: Files,
): Promise<Content> {
  if (images.length === 0) return prompt;
  const parts = images.map(async (path) => {
    const image = { kind: 'image', bytes: await files.readBytes(path) } as const;
    checkImage(image, fileLabel(path));
    return image;
  });
  return [...(await Promise.all(parts)), { kind: 'text', text: prompt }];
}

/** What cannot be sent is found out before a server is asked for anything. */
function checkImage(image: ImagePart, name: string): void {
  try {
    encodeMessages([{ role: 'user', content: [image] }]);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    throw new UsageError(`${name}: ${error.message}; nothing was sent`);
  }
}

function messagesOf(system: string | undefined, content: Content): readonly Message[] {
  const question = { role: 'user', content } as const;
  return system === undefined ? [question] : [{ role: 'system', content: system }, question];
}
