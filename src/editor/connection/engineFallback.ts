export interface EngineFallbackOptions {
  readonly workspace: 'trusted' | 'restricted';
  readonly setting: 'auto' | 'off';
  readonly address: 'default' | 'chosen';
  /** Whether a configured server ever answered on this machine. */
  readonly history: 'connected' | 'never-connected';
}

/**
 * Whether the embedded engine may start by itself when the server does not answer: only for a
 * newcomer who has told Trellis nothing yet. Everybody else is told that their server is down.
 */
export function mayStartEngine(facts: EngineFallbackOptions): boolean {
  return (
    facts.workspace === 'trusted' &&
    facts.setting === 'auto' &&
    facts.address === 'default' &&
    facts.history === 'never-connected'
  );
}
