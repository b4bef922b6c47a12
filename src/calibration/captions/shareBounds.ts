/** One-sided 95 %: few observations do not pass for many, though the luckiest of many levels is taken. */
const normalQuantile = 1.645;

/** Lower bound of Wilson (1927) for a share of which `right` of `count` were seen. */
export const lowerBound = (right: number, count: number): number => bound(right, count, -1);

/** Upper bound of a share of which `right` of `count` were seen; 1 where nothing was. */
export const upperBound = (right: number, count: number): number => (count === 0 ? 1 : bound(right, count, 1));

function bound(right: number, count: number, side: -1 | 1): number {
  const [share, square] = [right / count, normalQuantile ** 2];
  const spread = normalQuantile * Math.sqrt((share * (1 - share) + square / (4 * count)) / count);
  return (share + square / (2 * count) + side * spread) / (1 + square / count);
}
