import { partsOf, rootName, type Expression, type Grammar, type Repetition } from './grammar';
import { depthOf, minimum, leastNumbers, type RuleNumbers } from './grammarMeasures';

/** Where a text may go one way or another: a choice, or a repetition whose count is open. */
export type BranchPoint = Extract<Expression, { readonly kind: 'choice' | 'repetition' }>;

export interface Branch {
  /** Of a choice, the number of the alternative; of a repetition, 0 for as often as is needed, 1 for more. */
  readonly index: number;
  /** What is written on this way; `undefined` for nothing. */
  readonly next: Expression | undefined;
}

/** Ways to a text, and how often each was gone. */
interface Trail {
  readonly ways: readonly Branch[];
  readonly gone: number[];
}

/** Remembers how often each way of a grammar was gone, and knows how far off the new ones are. */
export class Coverage {
  readonly total: number;
  private readonly heights: RuleNumbers;
  private readonly trails: ReadonlyMap<BranchPoint, Trail>;
  private distances: RuleNumbers | undefined;
  private left: number;

  constructor(private readonly grammar: Grammar) {
    this.heights = leastNumbers(grammar, depthOf);
    this.trails = new Map(
      this.reachableForks().map((fork) => {
        const ways = waysOf(fork).filter(
          ({ next }) => next === undefined || this.heightOf(next) < Infinity,
        );
        const size = 1 + (ways.at(-1)?.index ?? 0);
        // Where there is only one way, nothing is to be covered.
        return [fork, { ways, gone: new Array<number>(size).fill(ways.length > 1 ? 0 : 1) }];
      }),
    );
    const sizes = [...this.trails.values()].map(({ ways }) => (ways.length > 1 ? ways.length : 0));
    this.total = sizes.reduce((sum, size) => sum + size, 0);
    this.left = this.total;
  }

  get covered(): number {
    return this.total - this.left;
  }

  /** The ways at `fork` that lead to a text. */
  waysAt(fork: BranchPoint): readonly Branch[] {
    return this.trails.get(fork)?.ways ?? [];
  }

  heightOf(expression: Expression): number {
    return depthOf(expression, this.heights);
  }

  timesGone(fork: BranchPoint, { index }: Branch): number {
    return this.trails.get(fork)?.gone[index] ?? 0;
  }

  go(fork: BranchPoint, way: Branch): void {
    const times = this.timesGone(fork, way);
    if (times === 0) {
      this.left--;
      this.distances = undefined;
    }
    const gone = this.trails.get(fork)?.gone;
    if (gone !== undefined) gone[way.index] = times + 1;
  }

  /** How many steps on this way lead to a new one, itself perhaps; `Infinity` where none does. */
  distanceOn(fork: BranchPoint, way: Branch): number {
    return this.left === 0 ? Infinity : this.wayDistance(fork, way, this.ruleDistances());
  }

  /** How many steps lead from an expression to a new way; `Infinity` where none does. */
  distanceFrom(expression: Expression): number {
    return this.left === 0 ? Infinity : this.distance(expression, this.ruleDistances());
  }

  private ruleDistances(): RuleNumbers {
    this.distances ??= leastNumbers(this.grammar, (body, known) => this.distance(body, known));
    return this.distances;
  }

  private wayDistance(fork: BranchPoint, way: Branch, known: RuleNumbers): number {
    if (this.timesGone(fork, way) === 0) return 0;
    return way.next === undefined ? Infinity : 1 + this.distance(way.next, known);
  }

  private distance(expression: Expression, known: RuleNumbers): number {
    switch (expression.kind) {
      case 'literal':
      case 'characters':
        return Infinity;
      case 'rule':
        return 1 + (known.get(expression.name) ?? Infinity);
      case 'sequence':
        if (this.heightOf(expression) === Infinity) return Infinity;
        return minimum(expression.items.map((item) => this.distance(item, known)));
      case 'choice':
      case 'repetition':
        return minimum(
          this.waysAt(expression).map((way) => this.wayDistance(expression, way, known)),
        );
    }
  }

  private reachableForks(): readonly BranchPoint[] {
    const seen = new Set<Expression>();
    const open: Expression[] = [{ kind: 'rule', name: rootName }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next) || this.heightOf(next) === Infinity) continue;
      seen.add(next);
      const body = next.kind === 'rule' ? this.grammar.get(next.name)?.body : undefined;
      if (body !== undefined) open.push(body);
      if (next.kind !== 'repetition' || next.most !== 0) open.push(...partsOf(next));
    }
    return [...seen].filter((part) => part.kind === 'choice' || part.kind === 'repetition');
  }
}

function waysOf(fork: BranchPoint): readonly Branch[] {
  if (fork.kind === 'choice') return fork.items.map((next, index) => ({ index, next }));
  const enough = { index: 0, next: fork.least > 0 ? fork.body : undefined };
  return mayRepeatMore(fork) ? [enough, { index: 1, next: fork.body }] : [enough];
}

function mayRepeatMore({ least: needed, most }: Repetition): boolean {
  return most === undefined || most > needed;
}
