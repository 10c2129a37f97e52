/** What is to be refactored. All texts have LF line ends. */
export interface RefactorTask {
  /** What the person wants. */
  readonly instruction: string;
  /** VS Code's identifier of the language. */
  readonly language: string;
  /** Code in front of the selection, down to where it starts. */
  readonly before: string;
  /** From the start of its line where only indentation precedes it. */
  readonly selected: string;
  readonly after: string;
}
