/** The lines of a text by number, without copies of them. */
export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(private readonly whole: string) {
    for (let at = whole.indexOf('\n'); at !== -1; at = whole.indexOf('\n', at + 1)) {
      this.starts.push(at + 1);
    }
  }

  get count(): number {
    return this.starts.length;
  }

  startOf(line: number): number {
    return this.starts[line] ?? this.whole.length;
  }

  /** In front of its line feed. */
  endOf(line: number): number {
    const next = this.starts[line + 1];
    return next === undefined ? this.whole.length : next - 1;
  }

  /** Empty for a line that there is not. */
  text(line: number): string {
    return line < 0 ? '' : this.whole.slice(this.startOf(line), this.endOf(line));
  }

  /** The line that holds a place. */
  at(offset: number): number {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
