import * as vscode from 'vscode';

/**
 * The proxy that VS Code asks in our place, as far as its settings and the environment name one; the
 * system's own is not told to extensions. Without a name and a password.
 */
export function proxyAddress(): string | undefined {
  const { HTTPS_PROXY: upper, https_proxy: lower } = process.env;
  const configured = vscode.workspace.getConfiguration('http').get<unknown>('proxy');
  const named = [configured, upper, lower].find(
    (each): each is string => typeof each === 'string' && each !== '',
  );
  if (named === undefined || !URL.canParse(named)) return undefined;
  const { protocol, host } = new URL(named);
  return host === '' ? undefined : `${protocol}//${host}`;
}
