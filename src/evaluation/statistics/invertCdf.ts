/**
 * The x at which a continuous distribution function reaches `probability` in (0, 1), by bisection to the last digit.
 */
export function invertCdf(cdf: (x: number) => number, probability: number): number {
  let [low, high] = [-1, 1];
  while (cdf(low) > probability) low *= 2;
  while (cdf(high) < probability) high *= 2;
  for (let middle = (low + high) / 2; low < middle && middle < high; middle = (low + high) / 2) {
    if (cdf(middle) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
