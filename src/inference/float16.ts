/** The values of half-precision numbers (IEEE 754 binary16) from their bits. */
export function fromFloat16(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) return sign * fraction * 2 ** -24;
    if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  });
}

/** The bits of the half-precision numbers nearest to values, ties to even; what is too large becomes infinite. */
export function toFloat16(values: Float32Array): Uint16Array {
  const floats = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(floats, (bits) => {
    const sign = (bits >>> 16) & 0x8000;
    const exponent = (bits >>> 23) & 0xff;
    const fraction = bits & 0x7fffff;
    if (exponent === 0xff) return sign | 0x7c00 | (fraction === 0 ? 0 : 0x200);
    const shifted = exponent - 127 + 15;
    if (shifted >= 0x1f) return sign | 0x7c00;
    if (shifted < -10) return sign;
    const isNormal = shifted > 0;
    // A fraction that rounds up to one carries into the exponent, as it should.
    const significand = isNormal ? (shifted << 23) | fraction : 0x800000 | fraction;
    return sign | roundedShift(significand, isNormal ? 13 : 14 - shifted);
  });
}

/** `value / 2 ** places`, rounded to the nearest, ties to even. */
function roundedShift(value: number, places: number): number {
  const half = 2 ** (places - 1);
  const quotient = value >>> places;
  const rest = value - quotient * 2 ** places;
  return rest > half || (rest === half && quotient % 2 === 1) ? quotient + 1 : quotient;
}
