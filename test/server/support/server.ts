/** The server of this ring, as every test sees it. */
import { inject } from 'vitest';
import { createLLM } from '../../../src/provider/createLLM';
import { ProviderError } from '../../../src/provider/errors';
import { collect } from '../../../src/provider/collect';
import type { CompleteRequest, GenerateRequest, GenerateResult } from '../../../src/provider/llm';
import { collectEvents } from '../../support/collectEvents';
import { readAddress, type Capability } from './facts';
import { itNeeds, reasonsNot, type Need } from './needs';
import { Raw } from './raw';

export const facts = inject('facts');
export const { model, release } = facts;
export const baseUrl = readAddress(facts.baseUrl);

const options = {
  ...(facts.apiKey !== undefined && { apiKey: facts.apiKey }),
  ...(facts.release !== undefined && { release: facts.release }),
};

export const llm = createLLM(facts.kind, { baseUrl, ...options });
export const raw = new Raw(baseUrl, facts.apiKey);

/** The second server with the same model; only where there is one. */
export function replica(): typeof llm {
  if (facts.replica === undefined) throw new Error('there is no replica');
  return createLLM(facts.kind, { baseUrl: readAddress(facts.replica), ...options });
}

export function has(capability: Capability): boolean {
  return facts.capabilities.includes(capability);
}

/** A test that is skipped, and says why in its name, where the server does not meet its needs. */
export function capability(needs: readonly Need[], name: string, test: () => Promise<void>): void {
  itNeeds(facts, needs, name, test);
}

/** Why a test with these needs would be skipped. */
export function unmet(needs: readonly Need[]): readonly string[] {
  return reasonsNot(needs, facts);
}

type Wish = Omit<GenerateRequest, 'model' | 'messages'>;

/** A conversation for which every model has an answer. */
export const messages = [{ role: 'user', content: 'Write add: add two numbers' }] as const;

/** A greedy request, and without a thought where the model can be asked for that. */
export function question(wish: Wish = {}): GenerateRequest {
  return { model, messages, temperature: 0, maxTokens: 32, thinking: 'off', ...wish };
}

export function prompt(wish: Partial<CompleteRequest> = {}): CompleteRequest {
  return { model, prompt: 'def ', temperature: 0, maxTokens: 16, ...wish };
}

/** A raw completion, whole. */
export async function completed(request: CompleteRequest): Promise<GenerateResult> {
  return collect(await collectEvents(llm.complete(request)));
}

/** The failure of a call; a call that succeeds fails the test. */
export async function failureOf(call: Promise<unknown>): Promise<ProviderError> {
  let outcome: unknown;
  try {
    outcome = await call;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error(`this should have failed, and gave ${JSON.stringify(outcome)}`);
}
