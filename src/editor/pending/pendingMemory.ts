import * as vscode from 'vscode';
import * as z from 'zod';

const remembered = z.object({
  uri: z.string(),
  remark: z.string().optional(),
  verdict: z
    .object({ brief: z.string(), full: z.string(), severity: z.enum(['none', 'warning']) })
    .optional(),
  text: z.object({
    start: z.number().int().nonnegative(),
    text: z.string(),
    replaced: z.string(),
    before: z.string(),
    after: z.string(),
  }),
});

/** Undecided text in a document; it has no verdict while it is being written. */
export type RememberedPending = z.output<typeof remembered>;

/**
 * Remembers undecided text beyond the life of a window. A file, since what extensions store elsewhere
 * may be lost in the seconds before a window is loaded again.
 */
export class PendingMemory {
  private readonly file: vscode.Uri | undefined;
  private readonly first: Promise<RememberedPending | undefined>;
  private wanted: string | undefined;
  private writing: Promise<void>;

  /** @param folder of this extension and workspace; `undefined` where there is none, and then nothing is remembered */
  constructor(private readonly folder: vscode.Uri | undefined) {
    this.file = folder && vscode.Uri.joinPath(folder, 'pending.json');
    this.first = this.read();
    this.writing = this.first.then(() => undefined);
  }

  /** What the last window of this workspace left undecided. */
  recall(): Promise<RememberedPending | undefined> {
    return this.first;
  }

  remember(pending: RememberedPending | undefined): void {
    const text = pending ? JSON.stringify(pending) : '';
    if (text === this.wanted) return;
    this.wanted = text;
    // Text arrives many times a second: of what waits, only the last is written.
    this.writing = this.writing.then(async () => {
      if (this.wanted === text) await this.write(text);
    });
  }

  private async read(): Promise<RememberedPending | undefined> {
    if (!this.file) return undefined;
    try {
      const bytes = await vscode.workspace.fs.readFile(this.file);
      return remembered.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
    } catch {
      return undefined;
    }
  }

  private async write(text: string): Promise<void> {
    if (!this.folder || !this.file) return;
    try {
      await vscode.workspace.fs.createDirectory(this.folder);
      await vscode.workspace.fs.writeFile(this.file, new TextEncoder().encode(text));
    } catch {
      // Without a disk to write to, text is pending in this window only.
    }
  }
}
