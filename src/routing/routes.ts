import * as z from 'zod';
import type { Constraint } from '../guided/constraint';
import { readConstraint } from '../guided/constraintGrammar';

/** Steps from the whole of a configuration to a part of it. */
export type RoutesPath = readonly (string | number)[];

export interface RoutesProblem {
  readonly message: string;
  readonly path: RoutesPath;
}

/** A kind of ticket, and what answers it. */
export interface Category {
  readonly name: string;
  /** What belongs to it, for the model that decides. */
  readonly description: string;
  /** Name of the LoRA adapter that answers. */
  readonly adapter?: string | undefined;
  /** Instructions for the answer. */
  readonly prompt?: string | undefined;
  /** The shape of the answer. */
  readonly shape?: Constraint | undefined;
}

/** Below these a decision is doubted. */
export interface Thresholds {
  /** Of the probability that the model put on categories, of all that it could have said. */
  readonly mass: number;
  /** Of the lead of the category over the next one. */
  readonly margin: number;
}

export interface Routes {
  readonly categories: readonly Category[];
  readonly thresholds: Thresholds;
}

export const defaultThresholds: Thresholds = { mass: 0.5, margin: 0.2 };

/** What is wrong, in words: zod's own are for programmers. */
function must(what: string): { error: (issue: { input?: unknown; keys?: string[] }) => string } {
  return {
    error: ({ input, keys }) => {
      if (keys) return `“${keys.join('”, “')}” is not known here`;
      return input === undefined ? `${what} is missing` : `this must be ${what}`;
    },
  };
}

const text = (what: string, most: number) =>
  z
    .string(must(what))
    .min(1, must(`${what} that is not empty`))
    .max(most, must(`${what} of at most ${most} characters`));

const name = text('“name”, a text', 60)
  .regex(/^\S(?:.*\S)?$/, must('“name”, one line without blanks at its ends'))
  .describe('Short, as it is told.');

const shape = z
  .strictObject(
    {
      regex: text('a regular expression', 10_000).optional(),
      choice: z.array(text('a choice', 10_000), must('a list of texts')).min(1).optional(),
      json: z
        .record(z.string(), z.unknown(), must('a JSON Schema'))
        .optional()
        .describe('A JSON Schema.'),
      grammar: text('a grammar', 256_000).optional().describe('EBNF with a rule named root.'),
    },
    must('“shape”, an object'),
  )
  .refine((given) => Object.values(given).filter((each) => each !== undefined).length === 1, {
    error: 'a shape is one of “regex”, “choice”, “json” and “grammar”',
  })
  .meta({ minProperties: 1, maxProperties: 1, description: 'The shape that an answer must have.' });

const category = z.strictObject(
  {
    name,
    description: text('“description”, a text', 2_000).describe(
      'What belongs to the category; the model that decides reads it.',
    ),
    adapter: text('“adapter”, a name', 200)
      .optional()
      .describe('The LoRA adapter that answers, as the server lists it.'),
    prompt: text('“prompt”, a text', 20_000).optional().describe('Instructions for the answer.'),
    shape: shape.optional(),
  },
  must('a category, an object'),
);

const share = (what: string) =>
  z
    .number(must(what))
    .min(0, must(`${what} from 0 to 1`))
    .max(1, must(`${what} from 0 to 1`));

export const maxCategories = 50;

/** `.trellis/routes.json`. */
export const routesSchema = z
  .strictObject(
    {
      $schema: z.string().optional(),
      categories: z
        .array(category, must('“categories”, a list'))
        .min(2, must('a list of at least two categories'))
        .max(maxCategories, must(`a list of at most ${maxCategories} categories`)),
      thresholds: z
        .strictObject(
          {
            mass: share('“mass”, a number').optional(),
            margin: share('“margin”, a number').optional(),
          },
          must('“thresholds”, an object'),
        )
        .optional()
        .describe('Below these a decision is doubted, and the doubt is told.'),
    },
    must('an object with “categories”'),
  )
  .meta({ title: 'Categories of tickets, and what answers each' });

export type RoutesReading =
  { readonly routes: Routes } | { readonly problems: readonly [RoutesProblem, ...RoutesProblem[]] };

/** Reads categories from JSON, or tells what is wrong with them, and where. */
export function readRoutes(json: unknown): RoutesReading {
  const { data, error } = routesSchema.safeParse(json);
  if (!data) {
    const [first, ...others] = error.issues.map(({ message, path }) => ({
      message,
      path: path.filter((step) => typeof step !== 'symbol'),
    }));
    return { problems: [first ?? { message: 'these are no routes', path: [] }, ...others] };
  }
  const categories = data.categories.map(({ shape: given, ...own }) => ({
    ...own,
    shape: given && constraintOf(given),
  }));
  const [first, ...others] = [...repeated(categories), ...shapeProblems(categories)];
  if (first) return { problems: [first, ...others] };
  const { mass, margin } = { ...defaultThresholds, ...data.thresholds };
  return {
    routes: {
      categories,
      thresholds: {
        mass: mass ?? defaultThresholds.mass,
        margin: margin ?? defaultThresholds.margin,
      },
    },
  };
}

function constraintOf({ regex, choice, json, grammar }: z.infer<typeof shape>): Constraint {
  if (regex !== undefined) return { kind: 'regex', pattern: regex };
  if (choice !== undefined) return { kind: 'choice', choices: choice };
  return grammar !== undefined
    ? { kind: 'grammar', source: grammar }
    : { kind: 'json', schema: json };
}

/** A person who reads “sql” and “SQL” does not know which is meant, and neither does a model. */
function repeated(categories: readonly Category[]): readonly RoutesProblem[] {
  const seen = new Set<string>();
  return categories.flatMap(({ name: own }, index) => {
    const key = own.toLowerCase();
    const isRepeated = seen.has(key);
    seen.add(key);
    const message = `the name “${own}” is given twice`;
    return isRepeated ? [{ message, path: ['categories', index, 'name'] }] : [];
  });
}

function shapeProblems(categories: readonly Category[]): readonly RoutesProblem[] {
  return categories.flatMap((each, index) => {
    const found = each.shape ? (readConstraint(each.shape).problems ?? []) : [];
    return found
      .filter(({ beyondUs }) => beyondUs !== true)
      .map(({ message, line, column }) => {
        const place = line === undefined ? '' : ` (its line ${line}, column ${column ?? 1})`;
        const words = `the shape of “${each.name}”: ${message}${place}`;
        return { message: words, path: ['categories', index, 'shape'] };
      });
  });
}
