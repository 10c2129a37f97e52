/** Chance makes words, and leaves out digits: a token is one all the same. */
import { describe, expect, it } from 'vitest';
import { findSecrets } from '../../../src/context/secretText';
import { drawnText } from '../../support/drawn';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base62 = `${letters}0123456789`;
const base64url = `${base62}-_`;
const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const hex = '0123456789abcdef';
const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A form: what stands before, and how much is drawn from which letters, in turn. */
type Issued = readonly (string | readonly [length: number, from: string])[];

const issued: readonly Issued[] = [
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'npm_', 'pnu_'].map(
    (start) => [start, [36, base62]] as const,
  ),
  ['github_pat_', [22, base62], '_', [59, base62]],
  ...['glpat-', 'gldt-', 'glrt-', 'glffct-', 'GR1348941'].map(
    (start) => [start, [20, base64url]] as const,
  ),
  ['glagent-', [50, base64url]],
  ['ASIA', [16, base32]],
  ['AKIA', [16, base32]],
  ['xoxb-', [12, '0123456789'], '-', [13, '0123456789'], '-', [24, base62]],
  ['AIza', [35, base64url]],
  ['GOCSPX-', [28, base64url]],
  ...['sk_live_', 'rk_live_', 'sk_test_'].map((start) => [start, [24, base62]] as const),
  ['sk_live_', [99, base62]],
  ['whsec_', [32, base62]],
  ['pypi-', [160, base64url]],
  ['hf_', [34, letters]],
  ['sk-ant-api03-', [93, base64url], 'AA'],
  ['sk-proj-', [156, base64url]],
  ['tgp_v1_', [43, base64url]],
  ['SG.', [22, base64url], '.', [43, base64url]],
  ['dckr_pat_', [27, base64url]],
  ['hvs.', [24, base62]],
  ['hvs.', [95, base64url]],
  ['glsa_', [32, base62], '_', [8, hex]],
  ['sq0csp-', [43, base64url]],
  ['sq0atp-', [22, base64url]],
  ['EZAK', [54, base62]],
  ['duffel_live_', [43, base64url]],
  ['123456789:AA', [33, base64url]],
  ['lin_api_', [40, base62]],
  ['ntn_', [46, base62]],
  ['CFPAT-', [43, base64url]],
  ['phx_', [43, base62]],
  ['gsk_', [52, base62]],
  ['r8_', [37, base62]],
  ['pplx-', [48, base62]],
  ['figd_', [40, base64url]],
  ['ATBB', [32, base62]],
  ['tskey-auth-', [12, base62], '-', [32, base62]],
  ['sha256~', [43, base64url]],
  [[3, base62], '8Q~', [34, base64url]],
  ['pscale_tkn_', [43, base64url]],
  ['NRAK-', [27, upper]],
  ['nfp_', [36, base62]],
  ['sb_secret_', [22, base62], '_', [8, base62]],
  ['dp.pt.', [43, base62]],
  ['SSWS 00', [40, base64url]],
  ['AQVN', [35, base64url]],
  ['MT', [22, base62], '.', [6, base62], '.', [27, base62]],
];

describe('every token that is issued', () => {
  it.each(
    issued.map(
      (parts) =>
        [parts.map((part) => (typeof part === 'string' ? part : '…')).join(''), parts] as const,
    ),
  )('is found: %s', (name, parts) => {
    const missed = Array.from({ length: 3_000 }, (_, at) =>
      parts
        .map((part, index) =>
          typeof part === 'string' ? part : drawnText(part[0], `${name} ${at} ${index}`, part[1]),
        )
        .join(''),
    ).filter((token) => findSecrets(token).length === 0);
    expect(missed).toEqual([]);
  });

  it.each([
    'sk_live_RNRFOGURt9bWSEBdBfoliggm',
    'glpat-btoJONBywmVBdYCkUxwU',
    'ghp_bZeff5azURQFFfAbsyHMnYwxjRWIYsiibdAy',
  ])('is found, however much it looks like words: %s', (token) => {
    expect(findSecrets(`const a = '${token}'`)).toHaveLength(1);
    expect(findSecrets(`It is ${token}.`)).toHaveLength(1);
  });

  it.each([
    `ghp_${'x'.repeat(36)}`,
    'ghp_abcdefghijklmnopqrstuvwxyz0123456789',
    'glpat-your-token-goes-here1',
    'glpat-EXAMPLE-TOKEN-12345',
    'sk_live_placeholderPlaceholder11',
    'hf_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    'npm_REDACTEDREDACTEDREDACTEDREDACTEDREDA',
    'ASIAPACIFICNORTHEAST',
    'ASIASOUTHEASTASIAREG',
  ])('is no placeholder: %s', (text) => {
    expect(findSecrets(text)).toEqual([]);
  });
});
