import { dirname, join } from 'node:path';
import { findModel } from '../../deploy/modelArchitectures';
import { readModelConfig } from '../../deploy/modelConfig';
import type { ServedModel } from '../../deploy/recipe';
import type { Files } from '../files';
import { UsageError } from '../usageError';

/** A model of the table, or one whose `config.json` or folder was named. */
export async function readModelArgument(
  given: string | undefined,
  files: Pick<Files, 'isFolder' | 'placesOf' | 'readText'>,
): Promise<ServedModel> {
  if (given === undefined || given.trim() === '') throw new UsageError('--model is missing');
  const folder = files.isFolder(given);
  if (!folder && !/\.json$/i.test(given)) {
    const known = findModel(given);
    if (known) return { name: known.id, place: 'hub', shape: known.shape };
    throw new UsageError(
      '--model names neither a model of the table (`trellis help deploy` lists it) nor a config.json or its folder',
    );
  }
  const path = folder ? join(given, 'config.json') : given;
  const config = readModelConfig(await files.readText(path));
  if (config.kind === 'problem') {
    throw new UsageError(`${path} does not tell what the model needs: ${config.words}`);
  }
  const [place = given] = files.placesOf(folder ? given : dirname(given));
  return { name: place, place: 'folder', shape: config.shape };
}
