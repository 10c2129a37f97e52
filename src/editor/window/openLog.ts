import * as vscode from 'vscode';
import { inLog } from '../../base/foreignText';
import type { Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';

export interface ShownLog extends Log, Disposable {
  show(): void;
}

/** A log in the panel. Addresses in it are text, since engines and servers write there as well. */
export function openLog(name: string): ShownLog {
  const channel = vscode.window.createOutputChannel(name, { log: true });
  return {
    trace: (message) => channel.trace(inLog(message)),
    debug: (message) => channel.debug(inLog(message)),
    info: (message) => channel.info(inLog(message)),
    warn: (message) => channel.warn(inLog(message)),
    error: (message) => channel.error(inLog(message)),
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}
