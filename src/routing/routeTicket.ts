import { chooseModel, type ChosenModel } from '../adapters/chooseModel';
import type { CallOptions, GenerateRequest, LLM, ModelCard } from '../provider/llm';
import { classify, type Classification } from './classify';
import type { Category, Routes, Thresholds } from './routes';

export interface RouteRequest {
  readonly ticket: string;
  readonly routes: Routes;
  /** What the server lists. */
  readonly models: readonly [ModelCard, ...ModelCard[]];
  /** Name of the model that decides; empty for the server's first one. */
  readonly model: string;
}

/**
 * Why a decision is doubted.
 *
 * - `low-mass`: the model would have said something else than a category
 * - `thin-margin`: another category is nearly as likely, or likelier
 */
export type Doubt = 'low-mass' | 'thin-margin';

export interface RoutedTicket extends Classification {
  readonly doubts: readonly Doubt[];
  readonly answeredBy: ChosenModel;
}

/** A ticket that is too short or too long to be routed. */
export class UnroutableTicket extends Error {
  override readonly name = 'UnroutableTicket';

  constructor(readonly reason: 'empty' | 'too-long') {
    super(reason);
  }
}

/** More than most windows hold; a longer one is a log, and says no more. */
export const maxTicketLength = 200_000;

/** Decides which category a ticket belongs to, and which model answers those. */
export async function routeTicket(
  llm: LLM,
  { ticket, routes, models, model }: RouteRequest,
  call: CallOptions = {},
): Promise<RoutedTicket> {
  checkTicket(ticket);
  // The base decides: what an adapter has learnt is one category.
  const { base } = chooseModel({ models, configured: model, adapter: undefined });
  const { categories, thresholds } = routes;
  const classification = await classify(llm, { model: base.id, categories, ticket }, call);
  return {
    ...classification,
    doubts: doubtsOf(classification, thresholds),
    answeredBy: modelFor(classification.category, { models, model }),
  };
}

/** Throws an `UnroutableTicket`. */
export function checkTicket(ticket: string): void {
  if (ticket.trim() === '') throw new UnroutableTicket('empty');
  if (ticket.length > maxTicketLength) throw new UnroutableTicket('too-long');
}

/** The category's adapter, or the base where it has none or the server has it not. */
export function modelFor(
  { adapter }: Category,
  { models, model }: Pick<RouteRequest, 'models' | 'model'>,
): ChosenModel {
  return chooseModel({ models, configured: model, adapter });
}

/** What is asked for the answer: of the category's model, under its prompt, in its shape. */
export function answerRequest(
  { prompt, shape }: Category,
  { ticket, model }: { readonly ticket: string; readonly model: string },
): GenerateRequest {
  const question = { role: 'user', content: ticket } as const;
  return {
    model,
    messages: prompt === undefined ? [question] : [{ role: 'system', content: prompt }, question],
    ...(shape && { guided: shape }),
  };
}

/** What is not known is not doubted: that there are no probabilities is told by itself. */
export function doubtsOf(
  { category, probabilities, mass }: Classification,
  thresholds: Thresholds,
): readonly Doubt[] {
  const doubts: Doubt[] = [];
  if (mass !== undefined && mass < thresholds.mass) doubts.push('low-mass');
  if (!probabilities) return doubts;
  const others = [...probabilities].flatMap(([name, share]) =>
    name === category.name ? [] : [share],
  );
  const next = others.reduce((most, share) => Math.max(most, share), 0);
  const margin = (probabilities.get(category.name) ?? 0) - next;
  return margin < thresholds.margin ? [...doubts, 'thin-margin'] : doubts;
}
