/** Computes the power spectrum of a frame of real samples. */
export type PowerSpectrum = (frame: Float64Array, power: Float64Array) => void;

/**
 * The power spectrum of frames of one length: `|X[k]|²` for k from 0 to `length / 2`, by the mixed-radix algorithm of
 * Cooley and Tukey (1965), which takes any length and is fast for one of small prime factors, as 400.
 */
export function createPowerSpectrum(length: number): PowerSpectrum {
  const factors = factorsOf(length);
  const cosines = Float64Array.from({ length }, (_, n) => Math.cos((2 * Math.PI * n) / length));
  const sines = Float64Array.from({ length }, (_, n) => -Math.sin((2 * Math.PI * n) / length));
  const [real, imaginary] = [new Float64Array(length), new Float64Array(length)];
  const largest = Math.max(...factors);
  const [ownReal, ownImaginary] = [new Float64Array(largest), new Float64Array(largest)];

  /** Transforms `size` samples from `from` on, `stride` apart, into the places from `to` on. */
  const transform = (frame: Float64Array, from: number, stride: number, to: number, level: number): void => {
    const radix = factors[level];
    if (radix === undefined) {
      real[to] = frame[from] as number;
      imaginary[to] = 0;
      return;
    }
    const size = length / stride;
    const part = size / radix;
    for (let n = 0; n < radix; n += 1) transform(frame, from + n * stride, stride * radix, to + n * part, level + 1);
    for (let k = 0; k < part; k += 1) {
      for (let n = 0; n < radix; n += 1) {
        const turn = (n * k * stride) % length;
        const [re, im] = [real[to + n * part + k] as number, imaginary[to + n * part + k] as number];
        const [cos, sin] = [cosines[turn] as number, sines[turn] as number];
        ownReal[n] = re * cos - im * sin;
        ownImaginary[n] = re * sin + im * cos;
      }
      for (let q = 0; q < radix; q += 1) {
        let [re, im] = [0, 0];
        for (let n = 0; n < radix; n += 1) {
          const turn = (n * q * (length / radix)) % length;
          const [cos, sin] = [cosines[turn] as number, sines[turn] as number];
          re += (ownReal[n] as number) * cos - (ownImaginary[n] as number) * sin;
          im += (ownReal[n] as number) * sin + (ownImaginary[n] as number) * cos;
        }
        real[to + q * part + k] = re;
        imaginary[to + q * part + k] = im;
      }
    }
  };
  return (frame, power) => {
    transform(frame, 0, 1, 0, 0);
    for (let k = 0; k <= length / 2; k += 1) power[k] = (real[k] as number) ** 2 + (imaginary[k] as number) ** 2;
  };
}

function factorsOf(length: number): readonly number[] {
  const factors: number[] = [];
  let rest = length;
  for (let factor = 2; rest > 1; factor += 1) for (; rest % factor === 0; rest /= factor) factors.push(factor);
  return factors;
}
