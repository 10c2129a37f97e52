// @ts-check
import { sampleWorkspace } from '../../scripts/lib/paths.mjs';
import { prepareServers } from './trust/servers.mjs';

/**
 * @typedef {object} Prepared
 * @property {Readonly<Record<string, string>>} [env] Added to the extension host's environment.
 * @property {Readonly<Record<string, unknown>>} [settings] Added to the user's settings.
 * @property {() => Promise<void>} [stop]
 *
 * @typedef {object} HostSuite A run of one extension host.
 * @property {'tests' | 'benchmark'} purpose Whether the host ring runs it.
 * @property {'asked' | 'given'} trust
 * @property {string} workspace Folder that is copied for the run.
 * @property {(workspace: string) => Promise<Prepared>} [prepare] Given the copy, before VS Code starts.
 */

/** @type {Readonly<Record<'main' | 'newcomer' | 'trust' | 'activation', HostSuite>>} Each is the folder of that name, beside this file. */
export const suites = {
  main: { purpose: 'tests', trust: 'given', workspace: sampleWorkspace },
  // Nobody has connected to a server yet, so that the embedded engine stands in by itself.
  newcomer: { purpose: 'tests', trust: 'given', workspace: sampleWorkspace },
  trust: {
    purpose: 'tests',
    trust: 'asked',
    workspace: sampleWorkspace,
    prepare: prepareServers,
  },
  activation: { purpose: 'benchmark', trust: 'given', workspace: sampleWorkspace },
};
