import type * as vscode from 'vscode';

/** API keys, each bound to the origin it was entered for and sent to no other. */
export class ApiKeyStore {
  /** @param learn hears of every key that is used, so that none gets into a log */
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly learn: (key: string) => void,
  ) {}

  async get(origin: string): Promise<string | undefined> {
    const key = await this.secrets.get(nameOf(origin));
    if (key !== undefined) this.learn(key);
    return key;
  }

  async set(origin: string, key: string): Promise<void> {
    this.learn(key);
    await this.secrets.store(nameOf(origin), key);
  }

  onDidChange(listener: () => void): vscode.Disposable {
    return this.secrets.onDidChange(listener);
  }
}

function nameOf(origin: string): string {
  return `trellis.key ${origin}`;
}
