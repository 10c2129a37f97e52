import { readRoutes, type Routes, type RoutesProblem } from '../../routing/routes';
import { shippedRoutes } from '../../routing/shippedRoutes';
import type { ConstraintProblem } from '../../guided/constraint';
import type { Files } from '../files';
import { placeOfPart, readJsonFile } from '../generate/jsonFile';
import { problemSentence } from '../problems';
import { UsageError } from '../usageError';

/** Where categories stand unless told. */
export const usualRoutesFile = '.trellis/routes.json';

export interface RoutesSource {
  readonly routes: Routes;
  /** `undefined` for the shipped examples. */
  readonly file: string | undefined;
}

/** The categories of a file, or of the usual one, or the shipped ones; throws a `UsageError`. */
export async function readRoutesFile(
  path: string | undefined,
  files: Files,
): Promise<RoutesSource> {
  const file = path ?? (files.isThere(usualRoutesFile) ? usualRoutesFile : undefined);
  if (file === undefined) return { routes: shippedRoutes, file };
  const { name, text, value } = await readJsonFile(file, files);
  const reading = readRoutes(value);
  if ('routes' in reading) return { routes: reading.routes, file };
  const problems = reading.problems.map((problem) => placed(text, problem));
  throw new UsageError(`${problemSentence(name, problems)}; nothing was sent`, { name, problems });
}

/** What is missing is told at what it is missing from. */
function placed(text: string, { message, path }: RoutesProblem): ConstraintProblem {
  for (let length = path.length; length > 0; length--) {
    const place = placeOfPart(text, path.slice(0, length));
    if (place) return { message, ...place };
  }
  return { message, line: 1, column: 1 };
}
