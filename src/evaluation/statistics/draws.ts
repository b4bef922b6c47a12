/** A number of the standard normal distribution (Box & Muller 1958). */
export function drawNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A number of the χ² distribution of so many degrees of freedom, a whole number. */
export function drawChiSquared(freedom: number, random: () => number): number {
  let sum = freedom % 2 === 1 ? drawNormal(random) ** 2 : 0;
  for (let pair = 0; pair < freedom >> 1; pair += 1) sum -= 2 * Math.log(1 - random());
  return sum;
}
