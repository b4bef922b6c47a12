/** Formats a coordinate: two decimals are finer than any raster here, and keep documents short. */
export const n = (value: number): string => String(Math.round(value * 100) / 100);

export const circle = (x: number, y: number, radius: number, fill: string, more = ""): string =>
  `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius)}" fill="${fill}" ${more}/>`;

export const ellipse = (x: number, y: number, rx: number, ry: number, fill: string, more = ""): string =>
  `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${more}/>`;

export const rect = (
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  radius = 0,
  more = "",
): string =>
  `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}" rx="${n(radius)}" ${more}/>`;

export const path = (d: string, fill: string, more = ""): string => `<path d="${d}" fill="${fill}" ${more}/>`;

export const stroke = (d: string, colour: string, width: number, more = ""): string =>
  `<path d="${d}" fill="none" stroke="${colour}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`;

export const group = (transform: string, content: string, more = ""): string =>
  `<g transform="${transform}" ${more}>${content}</g>`;

/** A regular star or polygon path; `inner` is the radius of the notches. */
export function starPath(x: number, y: number, points: number, outer: number, inner: number): string {
  const corners = Array.from({ length: points * 2 }, (_, i) => {
    const radius = i % 2 === 0 ? outer : inner;
    const angle = (Math.PI * i) / points - Math.PI / 2;
    return `${n(x + radius * Math.cos(angle))} ${n(y + radius * Math.sin(angle))}`;
  });
  return `M${corners.join("L")}Z`;
}

/** A stop of a gradient: offset in 0..1, colour, opacity in 0..1. */
export type Stop = readonly [offset: number, colour: string, opacity?: number];

/** Collects the gradients of one document; equal gradients share one definition. */
export interface Paint {
  /** Top to bottom by default; `horizontal` makes it left to right. */
  linear(stops: readonly Stop[], horizontal?: boolean): string;
  /** Centre to edge; the centre may be moved (0..1 of the shape's box). */
  radial(stops: readonly Stop[], centreX?: number, centreY?: number): string;
  /** The `<defs>` element with everything that was asked for. */
  defs(): string;
}

export function createPaint(): Paint {
  const known = new Map<string, string>();
  const define = (tag: string, attributes: string, stops: readonly Stop[]): string => {
    const content = stops
      .map(
        ([offset, colour, opacity = 1]) =>
          `<stop offset="${n(offset)}" stop-color="${colour}"${opacity < 1 ? ` stop-opacity="${n(opacity)}"` : ""}/>`,
      )
      .join("");
    const body = `${attributes}>${content}</${tag}>`;
    const key = `${tag} ${body}`;
    let id = known.get(key);
    if (id === undefined) known.set(key, (id = `p${known.size}`));
    return `url(#${id})`;
  };
  return {
    linear: (stops, horizontal = false) =>
      define("linearGradient", horizontal ? 'x2="1" y2="0"' : 'x2="0" y2="1"', stops),
    radial: (stops, centreX = 0.5, centreY = 0.5) =>
      define("radialGradient", `cx="${n(centreX)}" cy="${n(centreY)}" r="0.5"`, stops),
    defs: () =>
      `<defs>${[...known]
        .map(([key, id]) => {
          const space = key.indexOf(" ");
          return `<${key.slice(0, space)} id="${id}" ${key.slice(space + 1)}`;
        })
        .join("")}</defs>`,
  };
}
