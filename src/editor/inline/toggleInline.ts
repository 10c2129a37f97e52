import * as vscode from 'vscode';
import type { Configuration } from '../configuration';
import { showBriefly, showInformation } from '../window/messages';

/** Completions while somebody types, for every language that has no setting of its own. */
export async function toggleInline(configuration: Configuration): Promise<void> {
  await configuration.set('inline.enabled', !configuration.get('inline.enabled'));
}

/** Completions while somebody types, for the language of the file in front alone. */
export async function toggleInlineForLanguage(configuration: Configuration): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (!document) {
    void showInformation('Open a file first. Completions are turned on or off for its language.');
    return;
  }
  const enabled = !configuration.get('inline.enabled', document);
  await configuration.setForLanguage('inline.enabled', enabled, document);
  showBriefly(`Completions are ${enabled ? 'on' : 'off'} for ${document.languageId}`);
}
