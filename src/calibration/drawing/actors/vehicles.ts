import { BRIGHT, darken, lighten, mix } from "../colour.js";
import { circle, ellipse, group, n, path, rect, stroke, type Paint } from "../svg.js";
import { swing, type ActorArt, type Pose } from "./art.js";

const vehicle = (art: Partial<ActorArt> & Pick<ActorArt, "names" | "draw">): ActorArt => ({
  classes: ["vehicle"],
  places: ["road"],
  facing: true,
  colours: BRIGHT,
  moves: ["drives", "drive"],
  size: 0.26,
  ...art,
});

const GLASS = "#cfe6f2";

function wheel(x: number, radius: number, { phase }: Pose): string {
  const spokes = group(
    `translate(${n(x)} ${n(-radius)}) rotate(${n((phase * 360) % 360)})`,
    stroke(
      `M${n(-radius * 0.45)} 0H${n(radius * 0.45)}M0 ${n(-radius * 0.45)}V${n(radius * 0.45)}`,
      "#8a919d",
      radius * 0.16,
    ),
  );
  return circle(x, -radius, radius, "#2a2d36") + circle(x, -radius, radius * 0.52, "#d7dbe1") + spokes;
}

const coat = (paint: Paint, colour: string): string =>
  paint.linear([
    [0, lighten(colour, 0.2)],
    [1, darken(colour, 0.16)],
  ]);
const beam = (x: number, y: number, { lit }: Pose, paint: Paint): string =>
  lit > 0.01
    ? path(
        `M${x} ${y}L${x + 46} ${y - 9}V${y + 24}Z`,
        paint.linear(
          [
            [0, "#fff2b8", 0.75 * lit],
            [1, "#fff2b8", 0],
          ],
          true,
        ),
      )
    : "";

/** What drives, sails and flies. */
export const VEHICLES: Record<string, ActorArt> = {
  car: vehicle({
    names: ["car", "automobile"],
    lights: true,
    size: 0.24,
    draw: (pose, paint) =>
      beam(47, -28, pose, paint) +
      path("M-30-42L-19-66Q-17-70-12-70H12Q17-70 20-66L33-42Z", darken(pose.colour, 0.12)) +
      path("M-24-43L-15-63H-2V-43ZM3-43V-63H12Q14-63 16-60L25-43Z", mix(GLASS, "#ffe9a3", pose.lit * 0.6)) +
      path("M-49-16V-32Q-49-42-40-43H34Q49-42 49-27V-16Q49-11 44-11H-44Q-49-11-49-16Z", coat(paint, pose.colour)) +
      circle(46, -29, 4, mix("#f3efdc", "#fff6c4", pose.lit)) +
      rect(-50, -33, 5, 8, "#d8473c", 2) +
      wheel(-27, 13, pose) +
      wheel(28, 13, pose),
  }),
  bus: vehicle({
    names: ["bus", "coach"],
    size: 0.34,
    draw: (pose, paint) =>
      rect(-50, -82, 100, 72, coat(paint, pose.colour), 9) +
      rect(-50, -36, 100, 7, "#ffffff", 0, 'opacity=".75"') +
      [-44, -23, -2, 19].map((x) => rect(x, -72, 17, 24, GLASS, 3)).join("") +
      rect(39, -72, 11, 30, GLASS, 3) +
      wheel(-28, 12, pose) +
      wheel(29, 12, pose),
  }),
  truck: vehicle({
    names: ["truck", "lorry"],
    size: 0.32,
    draw: (pose, paint) =>
      rect(
        -50,
        -80,
        66,
        66,
        paint.linear([
          [0, "#f7f3ea"],
          [1, "#d9d4c8"],
        ]),
        4,
      ) +
      rect(-50, -54, 66, 10, pose.colour, 0, 'opacity=".85"') +
      path("M18-62H36Q41-62 43-57L50-36V-12H18Z", coat(paint, pose.colour)) +
      path("M24-56H35L42-38H24Z", GLASS) +
      rect(-50, -16, 100, 6, "#474d59") +
      wheel(-32, 12, pose) +
      wheel(-6, 12, pose) +
      wheel(33, 12, pose),
  }),
  train: vehicle({
    names: ["train", "steam train", "locomotive"],
    places: ["rail"],
    moves: ["travels", "travel"],
    size: 0.3,
    draw: (pose, paint) => {
      const carriage = (x: number): string =>
        rect(x, -62, 62, 48, coat(paint, mix(pose.colour, "#f1d9a6", 0.35)), 4) +
        rect(x - 2, -67, 66, 8, darken(pose.colour, 0.3), 3) +
        [6, 24, 42].map((dx) => rect(x + dx, -52, 13, 17, mix(GLASS, "#ffe08a", pose.lit), 2)).join("") +
        rect(x - 6, -18, 8, 4, "#3a3f4a") +
        wheel(x + 13, 8, pose) +
        wheel(x + 49, 8, pose);
      const puffs = [0, 1, 2, 3]
        .map((i) => {
          const age = (((pose.phase / 3 + i / 4) % 1) + 1) % 1;
          return circle(36 - age * 70, -86 - age * 34, 6 + age * 15, "#ffffff", `opacity="${n(0.75 * (1 - age))}"`);
        })
        .join("");
      return (
        puffs +
        carriage(-190) +
        carriage(-120) +
        rect(-50, -74, 36, 60, coat(paint, pose.colour), 3) +
        rect(-54, -80, 44, 8, darken(pose.colour, 0.35), 3) +
        rect(-42, -66, 20, 20, mix(GLASS, "#ffe08a", pose.lit), 3) +
        rect(
          -16,
          -54,
          60,
          40,
          paint.linear([
            [0, lighten(pose.colour, 0.3)],
            [1, darken(pose.colour, 0.35)],
          ]),
          8,
        ) +
        path("M28-78H44L41-52H31Z", "#363b47") +
        circle(45, -40, 5, "#ffeaa0") +
        path("M44-16L58-3H36Z", "#3a3f4a") +
        rect(-54, -16, 102, 6, "#3a3f4a") +
        wheel(-36, 11, pose) +
        wheel(-8, 11, pose) +
        wheel(22, 11, pose)
      );
    },
  }),
  boat: vehicle({
    names: ["sail boat", "boat", "sailing boat"],
    classes: ["vehicle", "boat"],
    places: ["water"],
    moves: ["sails", "sail"],
    size: 0.36,
    draw: ({ colour }, paint) =>
      rect(-2, -98, 3.5, 82, "#7a5a42") +
      path(
        "M4-96Q44-62 46-26H4Z",
        paint.linear([
          [0, "#fffdf6"],
          [1, "#e6e1d4"],
        ]),
      ) +
      path(
        "M-5-88Q-32-58-40-26H-5Z",
        paint.linear([
          [0, lighten(colour, 0.3)],
          [1, colour],
        ]),
      ) +
      path("M2-98L-16-94L2-90Z", colour) +
      path("M-48-22H50Q44 0 30 2H-30Q-42 0-48-22Z", coat(paint, colour)) +
      rect(-47, -22, 96, 5, "#fff8e8", 2),
  }),
  ship: vehicle({
    names: ["ship", "steamer", "steamship"],
    classes: ["vehicle", "boat"],
    places: ["water"],
    moves: ["sails", "sail"],
    size: 0.34,
    draw: ({ colour, phase, lit }, paint) =>
      [0, 1, 2]
        .map((i) => {
          const age = (((phase / 3 + i / 3) % 1) + 1) % 1;
          return circle(-6 - age * 52, -88 - age * 26, 6 + age * 12, "#e9edf2", `opacity="${n(0.7 * (1 - age))}"`);
        })
        .join("") +
      rect(-14, -86, 16, 32, darken(colour, 0.1), 2) +
      rect(-14, -78, 16, 8, "#fff6e4") +
      rect(-34, -56, 62, 20, "#fbf7ee", 3) +
      rect(-26, -68, 40, 14, "#f0eadc", 3) +
      [-26, -12, 2, 16].map((x) => circle(x, -46, 4, mix("#7fb3d1", "#ffe08a", lit))).join("") +
      path("M-50-38H54L42-2Q41 2 36 2H-36Q-42 2-43-2Z", coat(paint, colour)) +
      rect(-49, -38, 100, 5, "#fff8e8", 2),
  }),
  submarine: vehicle({
    names: ["submarine"],
    places: ["underwater"],
    moves: ["glides", "glide"],
    size: 0.28,
    draw: ({ colour, phase }, paint) =>
      stroke("M6-72V-92H20", darken(colour, 0.3), 6) +
      rect(-14, -76, 32, 26, coat(paint, colour), 8) +
      ellipse(-46, -32, 4, 20 * Math.abs(swing(phase * 2)) + 3, "#d9dde3") +
      rect(-48, -60, 98, 56, coat(paint, colour), 28) +
      [-22, 2, 26].map((x) => circle(x, -33, 9, "#fff3d0") + circle(x, -33, 6, "#8fcbe6")).join(""),
  }),
  rocket: vehicle({
    names: ["rocket", "space rocket"],
    places: ["space", "ground"],
    facing: false,
    moves: ["flies", "fly"],
    size: 0.42,
    draw: ({ colour, lit, phase }, paint) =>
      (lit > 0.01
        ? path(
            `M-13-10Q${n(-9 + 3 * swing(phase * 5))} ${n(10 * lit)} 0 ${n((32 + 7 * swing(phase * 7)) * lit)}Q${n(9 + 3 * swing(phase * 6))} ${n(10 * lit)} 13-10Z`,
            paint.linear([
              [0, "#fff3b0"],
              [0.4, "#ffae35"],
              [1, "#f2542d", 0.2],
            ]),
          ) +
          circle(
            0,
            4,
            34 * lit,
            paint.radial([
              [0, "#ffdf80", 0.6 * lit],
              [1, "#ff9a3c", 0],
            ]),
          )
        : "") +
      path("M-16-40L-33-14V-2L-14-14ZM16-40L33-14V-2L14-14Z", darken(colour, 0.08)) +
      path(
        "M0-100C22-82 24-40 14-10H-14C-24-40-22-82 0-100Z",
        paint.linear(
          [
            [0, "#ffffff"],
            [1, "#cdd3dd"],
          ],
          true,
        ),
      ) +
      path("M0-100C9-92 15-82 17-72H-17C-15-82-9-92 0-100Z", colour) +
      circle(0, -55, 9.5, darken(colour, 0.1)) +
      circle(0, -55, 6.5, "#9bd3ee") +
      rect(-4, -30, 8, 26, colour, 3),
  }),
  airplane: vehicle({
    names: ["airplane", "plane", "aeroplane"],
    classes: ["vehicle", "aircraft"],
    places: ["air"],
    moves: ["flies", "fly"],
    size: 0.24,
    draw: ({ colour, phase }, paint) =>
      path("M-48-78L-36-78L-24-52H-44Z", colour) +
      path(
        "M-50-50Q-30-62 10-62Q44-62 50-46Q46-34 12-34Q-36-34-50-50Z",
        paint.linear([
          [0, "#ffffff"],
          [1, "#c9d2df"],
        ]),
      ) +
      path("M26-60Q40-58 46-51H28Z", "#6fb4d6") +
      [-20, -8, 4, 16].map((x) => circle(x, -51, 3, "#6fb4d6")).join("") +
      path("M12-44L-14-14H-28L-10-44Z", darken(colour, 0.1)) +
      ellipse(51, -48, 2, 17 * Math.abs(swing(phase * 3)) + 2, "#5c6470"),
  }),
  helicopter: vehicle({
    names: ["helicopter", "chopper"],
    classes: ["vehicle", "aircraft"],
    places: ["air"],
    moves: ["flies", "fly"],
    size: 0.26,
    draw: ({ colour, phase }, paint) =>
      path("M-8-52L-50-58V-50L-8-34Z", darken(colour, 0.1)) +
      ellipse(-48, -55, 3, 12 * Math.abs(swing(phase * 2, 0.2)) + 2, "#4b5260") +
      ellipse(12, -40, 34, 26, coat(paint, colour)) +
      path("M14-60Q44-58 44-38H14Z", GLASS) +
      rect(9, -82, 5, 18, "#4b5260") +
      ellipse(12, -82, 44 * Math.abs(swing(phase * 2)) + 6, 3, "#4b5260") +
      stroke("M-14-6H40M0-16V-6M24-16V-6", "#4b5260", 3.5),
  }),
  hotairballoon: vehicle({
    names: ["hot-air balloon", "hot air balloon"],
    classes: ["vehicle", "aircraft"],
    places: ["air"],
    facing: false,
    moves: ["floats", "float"],
    size: 0.5,
    draw: ({ colour, lit }, paint) =>
      stroke("M-12-36L-7-14M12-36L7-14", "#6b5138", 1.6) +
      path(
        "M0-34C-8-34-14-36-16-40C-34-56-36-66-36-70C-36-90-18-100 0-100C18-100 36-90 36-70C36-66 34-56 16-40C14-36 8-34 0-34Z",
        paint.radial(
          [
            [0, lighten(colour, 0.3)],
            [1, darken(colour, 0.15)],
          ],
          0.35,
          0.35,
        ),
      ) +
      path(
        "M0-34C-5-36-12-60-12-74C-12-90-6-100 0-100C6-100 12-90 12-74C12-60 5-36 0-34Z",
        "#fff4dc",
        'opacity=".85"',
      ) +
      path(
        "M-16-40C-30-56-29-92-12-98C-26-96-36-84-36-70C-36-66-34-56-16-40ZM16-40C30-56 29-92 12-98C26-96 36-84 36-70C36-66 34-56 16-40Z",
        "#fff4dc",
        'opacity=".35"',
      ) +
      (lit > 0.01
        ? circle(
            0,
            -38,
            16 * lit,
            paint.radial([
              [0, "#ffe08a", 0.9],
              [1, "#ff9a3c", 0],
            ]),
          )
        : "") +
      path(
        "M-9-15H9L7 0H-7Z",
        paint.linear([
          [0, "#b98552"],
          [1, "#7d5433"],
        ]),
      ) +
      rect(-10, -16, 20, 4, "#6b4a2f", 2),
  }),
  bicycle: vehicle({
    names: ["bicycle", "bike"],
    places: ["road", "ground"],
    moves: ["rides", "ride"],
    size: 0.26,
    draw: (pose) => {
      const hoop = (x: number): string =>
        `<circle cx="${x}" cy="-22" r="19" fill="none" stroke="#2f333d" stroke-width="5"/>` +
        group(
          `translate(${x} -22) rotate(${n((pose.phase * 360) % 360)})`,
          stroke("M-17 0H17M0-17V17", "#9aa1ad", 1.5),
        );
      return (
        hoop(-28) +
        hoop(28) +
        stroke("M-28-22L-12-58H18L28-22M-12-58L2-22H-28M2-22L18-58L16-72H26", pose.colour, 6) +
        stroke("M-20-64H-6", "#3a2f2a", 6)
      );
    },
  }),
};
