/** A run of byte ranges, one for each byte of an encoded character. */
export type ByteRanges = readonly (readonly [first: number, last: number])[];

const lengthEnds = [0x7f, 0x7ff, 0xffff, 0x10ffff];

/**
 * The UTF-8 encodings of the code points from `first` to `last`, as products of byte ranges.
 * Surrogates must not be among them.
 */
export function utf8Ranges(first: number, last: number): readonly ByteRanges[] {
  const products: ByteRanges[] = [];
  let from = first;
  for (const [index, end] of lengthEnds.entries()) {
    if (from > end || from > last) continue;
    products.push(...split(from, Math.min(last, end), index));
    from = end + 1;
  }
  return products;
}

/** `trailing` is the number of bytes after the first one. */
function split(first: number, last: number, trailing: number): readonly ByteRanges[] {
  for (let shift = 6; shift <= 6 * trailing; shift += 6) {
    const mask = (1 << shift) - 1;
    // Cut where the lower bytes do not run through their whole range.
    if (first >> shift === last >> shift) continue;
    if ((first & mask) !== 0) {
      const cut = first | mask;
      return [...split(first, cut, trailing), ...split(cut + 1, last, trailing)];
    }
    if ((last & mask) !== mask) {
      const cut = last & ~mask;
      return [...split(first, cut - 1, trailing), ...split(cut, last, trailing)];
    }
  }
  const low = encode(first, trailing);
  const high = encode(last, trailing);
  return [low.map((byte, index) => [byte, high[index] ?? byte] as const)];
}

function encode(code: number, trailing: number): readonly number[] {
  if (trailing === 0) return [code];
  const lead = [0, 0xc0, 0xe0, 0xf0][trailing] ?? 0;
  const bytes = [lead | (code >> (6 * trailing))];
  for (let left = trailing - 1; left >= 0; left--) bytes.push(0x80 | ((code >> (6 * left)) & 0x3f));
  return bytes;
}
