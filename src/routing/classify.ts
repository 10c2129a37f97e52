import { isRefusal, ProviderError } from '../provider/errors';
import type { CallOptions, GenerateRequest, GenerateResult, LLM, Problem } from '../provider/llm';
import { findLabels, type CategoryLabels } from './categoryLabels';
import { classificationPrompt, instructions } from './classificationPrompt';
import type { Category } from './routes';
import { readTokenTree } from './tokenTree';

/**
 * How a decision was had.
 *
 * - `decision`: by the server's own route for that
 * - `labels`: by a guided choice of labels, one token each
 * - `names`: by a guided choice of names, where the tokenizer cannot be asked
 */
export type DecisionWay = 'decision' | 'labels' | 'names';

/**
 * Why there are no probabilities.
 *
 * - `too-many`: more categories than tokens that a server tells of
 * - `no-logprobs`: the server tells no log-probabilities
 * - `unseen`: no label was among the likeliest tokens
 * - `same-beginning`: names begin with one token, and it cannot be told whose it is
 */
export type MissingReason = 'too-many' | 'no-logprobs' | 'unseen' | 'same-beginning';

export interface Classification {
  readonly category: Category;
  readonly way: DecisionWay;
  /** By category's name, of all together 1; without those that are `below`. */
  readonly probabilities: ReadonlyMap<string, number> | undefined;
  /** Categories that were not among the likeliest tokens: each has less than the bound. */
  readonly below: { readonly bound: number; readonly names: readonly string[] } | undefined;
  /** The probability that the model put on categories, of all that it could have said. */
  readonly mass: number | undefined;
  readonly missing: MissingReason | undefined;
  /** What is to be known of the question: what of the ticket was not sent, above all. */
  readonly problems: readonly Problem[];
}

export interface ClassifyRequest {
  readonly model: string;
  readonly categories: readonly Category[];
  readonly ticket: string;
}

/** Tokens that a server tells of in one place, unless it was told to tell of more (`--max-logprobs`). */
export const maxAlternatives = 20;
/** Options of one decision (addendum, section 1.2). */
const maxOptions = 26;

/** Decides which category a ticket belongs to, and how sure the model is of that. */
export async function classify(
  llm: LLM,
  request: ClassifyRequest,
  call: CallOptions = {},
): Promise<Classification> {
  return (await byDecision(llm, request, call)) ?? (await byChoice(llm, request, call));
}

/** `undefined` where the server has no such route, or not for this model. */
async function byDecision(
  llm: LLM,
  { model, categories, ticket }: ClassifyRequest,
  call: CallOptions,
): Promise<Classification | undefined> {
  if (categories.length > maxOptions) return undefined;
  const options = categories.map(({ name, description }) => ({ name, description }));
  try {
    const asked = { model, text: ticket, instructions, options };
    const { choice, probabilities, mass, problems } = await llm.decide(asked, call);
    const category = named(categories, choice);
    const rest = { way: 'decision', below: undefined, missing: undefined } as const;
    return category && { ...rest, category, probabilities, mass, problems };
  } catch (error) {
    if (isRefusal(error)) return undefined;
    if (error instanceof ProviderError && lacking.has(error.code)) return undefined;
    throw error;
  }
}

const lacking: ReadonlySet<string> = new Set(['not-found', 'bad-response']);

async function byChoice(
  llm: LLM,
  { model, categories, ticket }: ClassifyRequest,
  call: CallOptions,
): Promise<Classification> {
  const names = categories.map(({ name }) => name);
  const coded = await findLabels(llm, { model, names }, call);
  const { kind, labels } = coded;
  const question: GenerateRequest = {
    model,
    messages: classificationPrompt(categories, coded, ticket),
    thinking: 'off',
    temperature: 0,
  };
  const answer = await askChoice(llm, question, coded, call);
  const nameOf = (label: string): string => names[labels.indexOf(label)] ?? label;
  const beliefs = await askBeliefs(llm, question, coded, answer, call);
  const decided = labels.indexOf(answer.text.trim());
  const likeliest = beliefs.probabilities && mostLikely(beliefs.probabilities);
  // A server that does not know the constraint answers with anything.
  const label = labels[decided] ?? likeliest;
  const category = label === undefined ? undefined : categories[labels.indexOf(label)];
  if (!category) {
    const message = 'the server answered with none of the categories: it ignored the choice';
    throw new ProviderError('bad-response', message);
  }
  return {
    category,
    way: kind,
    probabilities:
      beliefs.probabilities &&
      new Map([...beliefs.probabilities].map(([each, share]) => [nameOf(each), share])),
    below: beliefs.below && { ...beliefs.below, names: beliefs.below.names.map(nameOf) },
    mass: beliefs.mass,
    missing: beliefs.missing,
    problems: answer.problems,
  };
}

/** Room for the longest name, letter by letter, and for blanks of a server that ignores the choice. */
const maxNameTokens = 64;
const maxLabelTokens = 4;

/** The request that decides. Where names share tokens, those of the answer tell them apart. */
async function askChoice(
  llm: LLM,
  question: GenerateRequest,
  { kind, labels }: CategoryLabels,
  call: CallOptions,
): Promise<GenerateResult> {
  const guided = { kind: 'choice', choices: labels } as const;
  if (kind === 'labels') {
    return llm.generate({ ...question, guided, maxTokens: maxLabelTokens }, call);
  }
  const plain = { ...question, guided, maxTokens: maxNameTokens };
  try {
    const told = { logprobs: 'yes', alternatives: maxAlternatives } as const;
    return await llm.generate({ ...plain, ...told }, call);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return llm.generate(plain, call);
  }
}

type Beliefs = Pick<Classification, 'probabilities' | 'below' | 'mass' | 'missing'>;

/**
 * What the model itself would have said: a constraint masks tokens before their log-probabilities
 * are computed, so that only a request without one tells.
 */
async function askBeliefs(
  llm: LLM,
  question: GenerateRequest,
  { labels }: CategoryLabels,
  answer: GenerateResult,
  call: CallOptions,
): Promise<Beliefs> {
  if (labels.length > maxAlternatives) return unknown('too-many');
  const told = { maxTokens: 1, logprobs: 'yes', alternatives: maxAlternatives } as const;
  let first;
  try {
    [first] = (await llm.generate({ ...question, ...told }, call)).logprobs;
  } catch (error) {
    if (isRefusal(error)) return unknown('no-logprobs');
    throw error;
  }
  if (!first?.alternatives) return unknown('no-logprobs');
  const { mass, probabilities, bound } = readTokenTree(labels, first.alternatives, answer.logprobs);
  if (!probabilities) {
    return { ...unknown(mass === 0 ? 'unseen' : 'same-beginning'), mass };
  }
  const names = labels.filter((label) => !probabilities.has(label));
  // Renormalised like the others.
  const below = names.length === 0 ? undefined : { bound: Math.min(1, bound / mass), names };
  return { probabilities, below, mass, missing: undefined };
}

function unknown(missing: MissingReason): Beliefs {
  return { probabilities: undefined, below: undefined, mass: undefined, missing };
}

function mostLikely(probabilities: ReadonlyMap<string, number>): string | undefined {
  const [first] = [...probabilities].sort(([, one], [, other]) => other - one);
  return first?.[0];
}

function named(categories: readonly Category[], name: string): Category | undefined {
  return categories.find((each) => each.name === name);
}
