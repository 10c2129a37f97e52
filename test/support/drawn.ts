import { createHash } from 'node:crypto';

const base62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Drawn by chance once and for all: the same seed gives the same bytes. */
function drawnBytes(length: number, seed: string): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 64) }, (_, at) =>
    createHash('sha512').update(`${seed} ${at}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length);
}

export function drawnText(length: number, seed: string, from = base62): string {
  return [...drawnBytes(length, seed)].map((byte) => from[byte % from.length]).join('');
}

export function drawnBase64(bytes: number, seed: string): string {
  return drawnBytes(bytes, seed).toString('base64');
}

/** As keys, certificates and attachments are written. */
export function drawnLines(bytes: number, seed: string, width = 64): readonly string[] {
  return drawnBase64(bytes, seed).match(new RegExp(`.{1,${width}}`, 'g')) ?? [];
}
