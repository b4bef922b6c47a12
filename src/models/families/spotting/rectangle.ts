/** A point of a picture, in its pixels from the top left. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A rectangle that may be turned: a line of text, which runs along its width. */
export interface Rectangle {
  readonly centre: Point;
  readonly width: number;
  readonly height: number;
  /** Of the direction of the width against the horizontal, clockwise on a screen, between -45° and 45°. */
  readonly radians: number;
}

/**
 * The rectangle of the smallest area around points.
 *
 * One of its sides lies along a side of the convex hull (Freeman & Shapira 1975), so each of those is tried: quadratic in
 * the sides of the hull, of which a line of text has a few dozen.
 */
export function toSmallestRectangle(points: readonly Point[]): Rectangle {
  const hull = toConvexHull(points);
  let smallest: Rectangle | undefined;
  for (const [n, from] of hull.entries()) {
    const to = hull[(n + 1) % hull.length] as Point;
    const rectangle = rectangleAlong(hull, Math.atan2(to.y - from.y, to.x - from.x));
    if (!smallest || rectangle.width * rectangle.height < smallest.width * smallest.height) smallest = rectangle;
  }
  return smallest as Rectangle;
}

/** The smallest rectangle around points one of whose sides has this direction. */
function rectangleAlong(points: readonly Point[], direction: number): Rectangle {
  const quarters = Math.round(direction / (Math.PI / 2));
  const radians = direction - quarters * (Math.PI / 2);
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    const [along, across] = [x * cos + y * sin, y * cos - x * sin];
    left = Math.min(left, along);
    right = Math.max(right, along);
    top = Math.min(top, across);
    bottom = Math.max(bottom, across);
  }
  const [along, across] = [(left + right) / 2, (top + bottom) / 2];
  const centre = { x: along * cos - across * sin, y: along * sin + across * cos };
  return { centre, width: right - left, height: bottom - top, radians };
}

/** The corners of the convex hull in order (Andrew's monotone chain, 1979). */
function toConvexHull(points: readonly Point[]): readonly Point[] {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length >= 2 && !turnsLeft(chain.at(-2) as Point, chain.at(-1) as Point, point)) chain.pop();
      chain.push(point);
    }
    chain.pop(); // it begins the other half
    return chain;
  };
  const hull = [...half(sorted), ...half(sorted.toReversed())];
  return hull.length > 0 ? hull : sorted.slice(0, 1);
}

function turnsLeft(a: Point, b: Point, c: Point): boolean {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x) > 0;
}

/**
 * Grows a rectangle on all sides by `growth * area / outline`, as the cores of lines were shrunk (Vatti's clipping, by Liao
 * et al., Real-time Scene Text Detection with Differentiable Binarization, 2020).
 */
export function growRectangle(rectangle: Rectangle, growth: number): Rectangle {
  const { width, height } = rectangle;
  const by = (growth * width * height) / (2 * (width + height));
  return { ...rectangle, width: width + 2 * by, height: height + 2 * by };
}

/** The corners, clockwise on a screen from the one where the text begins at its top. */
export function cornersOf({ centre, width, height, radians }: Rectangle): readonly Point[] {
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([right = 0, down = 0]) => {
    const [along, across] = [(right * width) / 2, (down * height) / 2];
    return { x: centre.x + along * cos - across * sin, y: centre.y + along * sin + across * cos };
  });
}
