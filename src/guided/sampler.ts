import type { Random } from '../base/random';
import { intersection, type CharacterSet } from './characterSet';
import { Coverage, type BranchPoint, type Branch } from './coverage';
import { rootName, type Expression, type Grammar } from './grammar';
import { minimum } from './grammarMeasures';

/** Writes texts that a grammar generates, so that a person sees what it allows. */
export interface Sampler {
  /** The next text; `undefined` where even a short one would be longer than is reasonable. */
  sample(): string | undefined;
  /** How many of the grammar's alternatives and open repetitions were written so far. */
  readonly covered: number;
  readonly total: number;
}

/** Forks after which a text is brought to its end, once it has shown something new: a few or many. */
const forkLimits = [2, 4, 8, 16, 32];
const maxDepth = 12;
/** Repetitions beyond those that are needed. */
const maxExtra = 3;
/** Expressions written for one text. */
const maxSteps = 300_000;

/**
 * Goes the ways that were gone least, and one part of each text straight to a way that was never
 * gone: each text shows something new until everything was shown. The shortest way to the end is
 * known everywhere, so that every text ends. The grammar must be one without problems.
 */
export function createSampler(grammar: Grammar, random: Random): Sampler {
  const coverage = new Coverage(grammar);
  return {
    sample: () => new Derivation(grammar, coverage, random).write(),
    get covered() {
      return coverage.covered;
    },
    total: coverage.total,
  };
}

/** Something still to be written. */
interface Open {
  readonly expression: Expression;
  /** In rules. */
  readonly depth: number;
  /** Whether this part of the text goes straight to something new; only one at a time does. */
  readonly goal: 'new' | 'any';
}

/** One text, written from left to right without recursion: thousands of rules may chain. */
class Derivation {
  private readonly open: Open[] = [
    { expression: { kind: 'rule', name: rootName }, depth: 0, goal: 'new' },
  ];
  private readonly coveredBefore: number;
  private readonly maxForks: number;
  private text = '';
  private steps = 0;
  private forks = 0;

  constructor(
    private readonly grammar: Grammar,
    private readonly coverage: Coverage,
    private readonly random: Random,
  ) {
    this.coveredBefore = coverage.covered;
    this.maxForks = this.draw(forkLimits) ?? 0;
  }

  write(): string | undefined {
    for (let next = this.open.pop(); next !== undefined; next = this.open.pop()) {
      if (++this.steps > maxSteps || this.open.length > maxSteps) return undefined;
      this.writeOne(next);
    }
    return this.text;
  }

  private writeOne(open: Open): void {
    const { expression } = open;
    switch (expression.kind) {
      case 'literal':
        this.text += expression.text;
        return;
      case 'characters':
        this.text += this.character(expression.set);
        return;
      case 'rule': {
        const body = this.grammar.get(expression.name)?.body;
        if (body !== undefined) {
          this.open.push({ ...open, expression: body, depth: open.depth + 1 });
        }
        return;
      }
      case 'sequence':
        this.push(expression.items, open);
        return;
      case 'choice':
      case 'repetition':
        this.writeFork(expression, open);
        return;
    }
  }

  /** All of `items` in their order; one of them inherits the goal. */
  private push(items: readonly Expression[], { depth, goal }: Open): void {
    const heir = goal === 'new' ? this.nearestOf(items) : -1;
    for (let index = items.length - 1; index >= 0; index--) {
      const expression = items[index];
      if (expression === undefined) continue;
      this.open.push({ expression, depth, goal: index === heir ? 'new' : 'any' });
    }
  }

  private nearestOf(items: readonly Expression[]): number {
    const distances = items.map((item) => this.coverage.distanceFrom(item));
    const shortest = minimum(distances);
    return shortest === Infinity ? -1 : distances.indexOf(shortest);
  }

  private writeFork(fork: BranchPoint, open: Open): void {
    const way = this.choose(fork, open);
    if (way === undefined) return;
    this.coverage.go(fork, way);
    if (way.next === undefined) return;
    const times = fork.kind === 'choice' ? 1 : this.timesFor(fork, way);
    // The first time may show something new, the others need not.
    for (let time = times; time > 0 && this.open.length <= maxSteps; time--) {
      this.open.push({ ...open, expression: way.next, goal: time === 1 ? open.goal : 'any' });
    }
  }

  private choose(fork: BranchPoint, { depth, goal }: Open): Branch | undefined {
    const ways = this.coverage.waysAt(fork);
    if (ways.length < 2) return ways[0];
    const tired = ++this.forks > this.maxForks || depth > maxDepth;
    const showed = this.coverage.covered > this.coveredBefore;
    if (goal === 'new' && !(tired && showed)) {
      const nearest = lowest(ways, (way) => this.coverage.distanceOn(fork, way));
      if (nearest.number < Infinity) return this.draw(nearest.ways);
    }
    const ready = tired ? lowest(ways, (way) => this.lengthOf(fork, way)).ways : ways;
    return this.draw(lowest(ready, (way) => this.coverage.timesGone(fork, way)).ways);
  }

  /** Tells which way is the shortest to the end. */
  private lengthOf(fork: BranchPoint, { index, next }: Branch): number {
    if (fork.kind === 'repetition' || next === undefined) return index;
    return this.coverage.heightOf(next);
  }

  private timesFor(
    { least: needed, most = Infinity }: Extract<BranchPoint, { readonly kind: 'repetition' }>,
    { index }: Branch,
  ): number {
    if (index === 0) return needed;
    return needed + 1 + this.below(Math.min(most - needed, maxExtra));
  }

  /** One of a class: a character that everybody can read, where there is one, most of the time. */
  private character(set: CharacterSet): string {
    const readable = intersection(set, printable);
    const from = readable.length > 0 && this.below(8) > 0 ? readable : set;
    const [first, last] = this.draw(from) ?? [0, 0];
    return String.fromCodePoint(first + this.below(last - first + 1));
  }

  private draw<Item>(items: readonly Item[]): Item | undefined {
    return items[this.below(items.length)];
  }

  private below(count: number): number {
    return Math.floor(this.random() * count);
  }
}

const printable: CharacterSet = [[0x20, 0x7e]];

function lowest(
  ways: readonly Branch[],
  numberOf: (way: Branch) => number,
): { readonly ways: readonly Branch[]; readonly number: number } {
  const numbered = ways.map((way) => ({ way, number: numberOf(way) }));
  const number = minimum(numbered.map((each) => each.number));
  return { ways: numbered.filter((each) => each.number === number).map(({ way }) => way), number };
}
