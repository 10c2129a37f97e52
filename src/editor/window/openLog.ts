import * as vscode from 'vscode';
import { asLogText } from '../../base/foreignText';
import type { Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import type { Redact } from '../../base/redaction';

export interface ShownLog extends Log, Disposable {
  show(): void;
}

/**
 * A log in the panel. No key gets into it, and addresses in it are text, since engines and servers
 * write there as well; only those of the person's own server stay as they are.
 */
export function openLog(
  name: string,
  redact: Redact,
  ownServer: () => string | undefined,
): ShownLog {
  const channel = vscode.window.createOutputChannel(name, { log: true });
  const inert = (message: string): string => asLogText(redact(message), ownServer());
  return {
    trace: (message) => channel.trace(inert(message)),
    debug: (message) => channel.debug(inert(message)),
    info: (message) => channel.info(inert(message)),
    warn: (message) => channel.warn(inert(message)),
    error: (message) => channel.error(inert(message)),
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}
