import type { Body } from './body';

/** Never `load_inplace`: the adapter would be read from disk at every step (reference, section 1.4). */
export function encodeLoad(name: string, path: string): Body {
  return { lora_name: name, lora_path: path };
}

export function encodeUnload(name: string): Body {
  return { lora_name: name };
}
