/** A pattern as a row of tokens, whatever syntax it was written in. */
export type PatternToken =
  | { readonly kind: 'character'; readonly accepts: (character: string) => boolean }
  /** `*`: anything within a segment. */
  | { readonly kind: 'segment part' }
  /** `**` before a slash: whole segments, however many. */
  | { readonly kind: 'segments' }
  /** `**` elsewhere: all of the rest or a part of it. */
  | { readonly kind: 'anything' };

/** How many steps matching may take; who runs out of them has no answer. */
export class StepBudget {
  private spent = 0;

  constructor(private readonly most = Infinity) {}

  get steps(): number {
    return this.spent;
  }

  get isSpent(): boolean {
    return this.spent > this.most;
  }

  spend(steps: number): void {
    this.spent += steps;
  }
}

export function literal(wanted: string): PatternToken {
  return { kind: 'character', accepts: (character) => character === wanted };
}

export const anyCharacter: PatternToken = {
  kind: 'character',
  accepts: (character) => character !== '/',
};

/**
 * Whether the tokens match the whole text. All ways to match are followed at once, so that no
 * pattern makes it go back and try again: the steps are at most the product of both lengths.
 */
export function matchesWhole(
  tokens: readonly PatternToken[],
  text: string,
  effort = new StepBudget(),
): boolean {
  // Making room takes time, too.
  effort.spend(1 + (tokens.length >> 4));
  const seenAt = new Int32Array(tokens.length + 1).fill(-1);
  const enter = (target: number[], place: number, at: number, atSegmentStart: boolean): void => {
    for (let here = place; seenAt[here] !== at; here++) {
      seenAt[here] = at;
      target.push(here);
      const token = tokens[here];
      if (token === undefined || token.kind === 'character') return;
      if (token.kind === 'segments' && !atSegmentStart) return;
    }
  };
  let places: number[] = [];
  enter(places, 0, 0, true);
  for (let at = 0; at < text.length && places.length > 0; at++) {
    effort.spend(places.length);
    if (effort.isSpent) return false;
    const character = text[at] ?? '';
    const next: number[] = [];
    for (const place of places) {
      const token = tokens[place];
      if (token === undefined) continue;
      if (token.kind === 'character') {
        if (token.accepts(character)) enter(next, place + 1, at + 1, character === '/');
      } else if (token.kind !== 'segment part' || character !== '/') {
        enter(next, place, at + 1, character === '/');
      }
    }
    places = next;
  }
  return places.includes(tokens.length);
}
