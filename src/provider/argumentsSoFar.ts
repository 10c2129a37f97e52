import { isJson } from '../base/json';

/** Numbers and words, whose ends are not seen, are short where they are arguments. */
const maxWordLength = 100;

/**
 * The arguments of a call while they arrive. Whether they are complete is asked with every piece, so
 * that each piece is looked at once, however many there are.
 */
export class ArgumentsSoFar {
  private whole = '';
  private depth = 0;
  private place: 'outside' | 'string' | 'escape' = 'outside';
  private state: 'open' | 'ended' | 'broken' = 'open';

  get text(): string {
    return this.whole;
  }

  /** Whether they are JSON by now. */
  get isComplete(): boolean {
    if (this.state !== 'open') return this.state === 'ended';
    return this.whole !== '' && this.whole.length <= maxWordLength && isJson(this.whole);
  }

  add(piece: string): void {
    const before = this.state;
    this.whole += piece;
    for (const character of piece) this.step(character);
    const justEnded = before === 'open' && this.state === 'ended';
    if (justEnded && !isJson(this.whole)) this.state = 'broken';
  }

  private step(character: string): void {
    if (this.state === 'broken') return;
    if (this.state === 'ended') {
      if (/\S/.test(character)) this.state = 'broken';
      return;
    }
    switch (this.place) {
      case 'escape':
        this.place = 'string';
        return;
      case 'string':
        if (character === '\\') this.place = 'escape';
        else if (character === '"') this.place = 'outside';
        else return;
        break;
      case 'outside':
        if (character === '"') this.place = 'string';
        else if (character === '{' || character === '[') this.depth++;
        else if (character === '}' || character === ']') this.depth--;
        else return;
    }
    if (this.place === 'outside' && this.depth <= 0) this.state = 'ended';
  }
}
