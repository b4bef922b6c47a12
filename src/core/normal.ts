/**
 * Share of a normal distribution of mean 0 and standard deviation 1 that lies below `z`.
 *
 * Relative error below 1.2e-7 in either tail (the erfc of Press et al., Numerical Recipes, section 6.2).
 */
export function normalBelow(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const tail = 0.5 * t * Math.exp(-x * x + erfcTerms.reduceRight((sum, term) => sum * t + term, 0));
  return z < 0 ? tail : 1 - tail;
}

const erfcTerms = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
] as const;
