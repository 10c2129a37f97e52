import type { MissingReason, DecisionWay } from '../../routing/classify';
import type { Doubt, RoutedTicket } from '../../routing/routeTicket';
import type { JsonValue } from '../document';
import { table } from '../table';

const ways: Readonly<Record<DecisionWay, string>> = {
  decision: "the server's own decision (/v1/systemone)",
  labels: 'a choice of labels, one token each',
  names: 'a choice of names, since the tokenizer cannot be asked for single tokens',
};

const reasons: Readonly<Record<MissingReason, string>> = {
  'too-many': 'a server tells of 20 tokens, and there are more categories',
  'no-logprobs': 'the server tells no log-probabilities',
  unseen: 'no category was among the 20 likeliest tokens',
  'same-beginning': 'names of categories begin with the same token',
};

/** Why there are no probabilities; `undefined` where there are. */
export function missingWords({ missing }: Pick<RoutedTicket, 'missing'>): string | undefined {
  return missing && reasons[missing];
}

/** A decision for people, a line for each part of it. */
export function routedTable(routed: RoutedTicket): string {
  const { category, mass, way, answeredBy } = routed;
  return table([
    ['category', category.name],
    ['probabilities', probabilityWords(routed)],
    ['mass', mass === undefined ? 'unknown' : percent(mass)],
    ['answered by', answeredBy.model.id],
    ['decided by', ways[way]],
  ]);
}

function probabilityWords({ probabilities, below, missing }: RoutedTicket): string {
  if (!probabilities) return `unknown: ${missing ? reasons[missing] : ''}`;
  const ranked = [...probabilities].sort(([, one], [, other]) => other - one);
  const seen = ranked.map(([name, share]) => `${name} ${percent(share)}`);
  const unseen = (below?.names ?? []).map((name) => `${name} ${belowWords(below?.bound ?? 0)}`);
  return [...seen, ...unseen].join(', ');
}

function belowWords(bound: number): string {
  const most = percent(bound);
  return most.startsWith('under') ? most : `under ${most}`;
}

function percent(share: number): string {
  const digits = share >= 0.01 ? 1 : 2;
  return share > 0 && share < 0.0001 ? 'under 0.01 %' : `${(share * 100).toFixed(digits)} %`;
}

const doubtWords: Readonly<Record<Doubt, (routed: RoutedTicket) => string>> = {
  'low-mass': ({ mass = 0 }) =>
    `the model would rather have said something else: only ${percent(mass)} is on categories`,
  'thin-margin': (routed) => `another category is about as likely: ${probabilityWords(routed)}`,
};

/** What speaks against a decision, a sentence each. */
export function doubtSentences(routed: RoutedTicket): readonly string[] {
  return routed.doubts.map((doubt) => doubtWords[doubt](routed));
}

/** What to do about an adapter that the server does not list; `undefined` where it does. */
export function missingAdapterSentence({ answeredBy }: RoutedTicket): string | undefined {
  const { missing, base } = answeredBy;
  if (missing === undefined) return undefined;
  const command = `trellis adapters load ${shellWord(missing)} PATH`;
  return `the adapter ${missing} is not loaded, and ${base.id} answers meanwhile; \`${command}\` loads it`;
}

/** As a shell reads it. */
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export function routedDocument(routed: RoutedTicket): Readonly<Record<string, JsonValue>> {
  const { category, probabilities, below, mass, way, doubts, answeredBy, problems } = routed;
  return {
    category: category.name,
    probabilities: probabilities ? Object.fromEntries(probabilities) : null,
    below: below ? { bound: below.bound, categories: below.names } : null,
    mass: mass ?? null,
    adapter: category.adapter ?? null,
    reason: missingWords(routed) ?? null,
    way,
    doubts,
    answeredBy: answeredBy.model.id,
    missingAdapter: answeredBy.missing ?? null,
    problems: problems.map(({ code, message }) => ({ code, message })),
  };
}
