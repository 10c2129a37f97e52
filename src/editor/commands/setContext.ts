import * as vscode from 'vscode';
import { contextKeys, type ContextKey } from './contextKeys';

export function setContext(key: ContextKey, value: boolean | readonly string[]): void {
  void vscode.commands.executeCommand('setContext', contextKeys[key], value);
}
