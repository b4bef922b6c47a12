/** A triangle over the bins of a spectrum: weights from bin `first` on. */
export interface MelFilter {
  readonly first: number;
  readonly weights: Float64Array;
}

/**
 * Filters that are evenly spread over the mel scale, from 0 to half the sample rate, each of the same area: Slaney's, as
 * librosa has them.
 *
 * @param bins of the spectrum, from 0 to half the sample rate.
 */
export function createMelFilters(count: number, bins: number, sampleRate: number): readonly MelFilter[] {
  const highest = toMel(sampleRate / 2);
  const edges = Array.from({ length: count + 2 }, (_, n) => toHertz((highest * n) / (count + 1)));
  const hertzOf = (bin: number): number => (bin * sampleRate) / 2 / (bins - 1);
  return Array.from({ length: count }, (_, n) => {
    const [low, middle, high] = edges.slice(n, n + 3) as [number, number, number];
    const heights = Array.from({ length: bins }, (__, bin) => {
      const rising = (hertzOf(bin) - low) / (middle - low);
      const falling = (high - hertzOf(bin)) / (high - middle);
      return (Math.max(0, Math.min(rising, falling)) * 2) / (high - low);
    });
    const first = Math.max(
      0,
      heights.findIndex((height) => height > 0),
    );
    const last = heights.findLastIndex((height) => height > 0);
    return { first, weights: Float64Array.from(heights.slice(first, last + 1)) };
  });
}

// Linear below 1000 Hz, logarithmic above.
const linearSlope = 3 / 200;
const logarithmicFrom = 1000;
const logarithmicStep = Math.log(6.4) / 27;

function toMel(hertz: number): number {
  if (hertz < logarithmicFrom) return hertz * linearSlope;
  return logarithmicFrom * linearSlope + Math.log(hertz / logarithmicFrom) / logarithmicStep;
}

function toHertz(mel: number): number {
  const from = logarithmicFrom * linearSlope;
  return mel < from ? mel / linearSlope : logarithmicFrom * Math.exp((mel - from) * logarithmicStep);
}
