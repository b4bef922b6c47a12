/** Rows and columns of features that a picture has. */
export interface FeatureGrid {
  readonly rows: number;
  readonly columns: number;
}

/**
 * Places of a prompt's tokens in time, height and width (multimodal rotary positions of Qwen2-VL, https://arxiv.org/abs/2409.12191).
 *
 * A word has the same place on each axis. The features of a picture, row by row, have one place in time and those of their rows and
 * columns; the word after a picture comes after its longer edge.
 */
export function toPlaces(
  ids: readonly number[],
  imageTokenId: number,
  grids: readonly FeatureGrid[],
): readonly (readonly number[])[] {
  const axes: [number[], number[], number[]] = [[], [], []];
  const [times, heights, widths] = axes;
  const remaining = grids.values();
  let next = 0;
  for (let at = 0; at < ids.length;) {
    const { rows, columns } = (ids[at] === imageTokenId && remaining.next().value) || { rows: 1, columns: 1 };
    for (let n = 0; n < rows * columns; n += 1) {
      times.push(next);
      heights.push(next + Math.floor(n / columns));
      widths.push(next + (n % columns));
    }
    next += Math.max(rows, columns);
    at += rows * columns;
  }
  return axes;
}
