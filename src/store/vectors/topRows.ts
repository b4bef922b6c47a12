/** Rows with the `count` highest scores among those `accepts` lets pass, best first; ties go to the lower row. */
export function topRows(scores: Float32Array, count: number, accepts?: (row: number) => boolean): number[] {
  const best: number[] = [];
  let floor = -Infinity;
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row] as number;
    if (!(score > floor || best.length < count) || (accepts && !accepts(row))) continue;
    let low = 0;
    let high = best.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((scores[best[middle] as number] as number) >= score) low = middle + 1;
      else high = middle;
    }
    best.splice(low, 0, row);
    if (best.length > count) best.pop();
    if (best.length === count) floor = count > 0 ? (scores[best[count - 1] as number] as number) : Infinity;
  }
  return best;
}
