import type { TokenAlternative, TokenLogprob } from '../provider/llm';

export interface TreeReading {
  /** The probability of all tokens that a label begins with. */
  readonly mass: number;
  /**
   * By label, of all labels together 1; without those that no token seen leads to. `undefined` where
   * several begin with one token, and nobody looked behind it.
   */
  readonly probabilities: ReadonlyMap<string, number> | undefined;
  /** The least probability seen: what was not seen has less. */
  readonly bound: number;
}

/**
 * The probabilities of labels from those of tokens. A token that only one label begins with is that
 * label's; behind one that several share (`SQL` and `SQLite`) the tokens of the answer tell.
 *
 * @param first the likeliest first tokens, with nothing forced
 * @param path the tokens of an answer that had to be a label
 */
export function readTokenTree(
  labels: readonly string[],
  first: readonly TokenAlternative[],
  path: readonly TokenLogprob[] = [],
): TreeReading {
  const [taken, ...rest] = path;
  const root = { token: taken?.token ?? '', logprob: 0, alternatives: first };
  const { shares, unknown } = branch({ labels, prefix: '', steps: [root, ...rest] });
  const known = sum(shares.values());
  const mass = known + unknown;
  const isKnown = known > 0 && unknown <= mass * negligible;
  const bound = first.reduce((least, { logprob }) => Math.min(least, Math.exp(logprob)), 1);
  return { mass, probabilities: isKnown ? scaled(shares, 1 / known) : undefined, bound };
}

/** What nobody looked into may be so much of the whole. */
const negligible = 0.01;

interface Place {
  /** Those that the text so far may become. */
  readonly labels: readonly string[];
  readonly prefix: string;
  /** From this place on. */
  readonly steps: readonly TokenLogprob[];
}

interface Shares {
  readonly shares: ReadonlyMap<string, number>;
  /** The probability of labels that nobody can tell apart. */
  readonly unknown: number;
}

function branch({ labels, prefix, steps }: Place): Shares {
  const shares = new Map<string, number>();
  const add = (label: string, share: number): void =>
    void shares.set(label, (shares.get(label) ?? 0) + share);
  const [step, ...rest] = steps;
  if (!step) return { shares, unknown: 1 };
  let unknown = 0;
  for (const { token, logprob } of step.alternatives ?? [step]) {
    const share = Math.exp(logprob);
    const text = prefix + token;
    const [label, ...others] = token === '' ? [] : labels.filter((each) => each.startsWith(text));
    if (label === undefined) {
      // Here the answer ends, if what there is of it is a label.
      if (labels.includes(prefix)) add(prefix, share);
    } else if (others.length === 0) add(label, share);
    else if (token === step.token) {
      const behind = branch({ labels: [label, ...others], prefix: text, steps: rest });
      const all = sum(behind.shares.values()) + behind.unknown;
      if (all === 0) unknown += share;
      for (const [each, part] of behind.shares) add(each, (share * part) / all);
      if (all > 0) unknown += (share * behind.unknown) / all;
    } else unknown += share;
  }
  return { shares, unknown };
}

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const each of numbers) total += each;
  return total;
}

function scaled(shares: ReadonlyMap<string, number>, factor: number): ReadonlyMap<string, number> {
  return new Map([...shares].map(([label, share]) => [label, share * factor] as const));
}
