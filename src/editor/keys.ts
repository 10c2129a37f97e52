import type * as vscode from 'vscode';

/** API keys, each bound to the origin it was entered for and sent to no other. */
export class Keys {
  constructor(private readonly secrets: vscode.SecretStorage) {}

  async get(origin: string): Promise<string | undefined> {
    return this.secrets.get(nameOf(origin));
  }

  async set(origin: string, key: string): Promise<void> {
    await this.secrets.store(nameOf(origin), key);
  }

  onDidChange(listener: () => void): vscode.Disposable {
    return this.secrets.onDidChange(listener);
  }
}

function nameOf(origin: string): string {
  return `trellis.key ${origin}`;
}
