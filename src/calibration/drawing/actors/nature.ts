import { BRIGHT, darken, lighten, mix } from "../colour.js";
import { circle, ellipse, group, n, path, rect, stroke } from "../svg.js";
import { swing, type ActorArt } from "./art.js";

const plant = (art: Partial<ActorArt> & Pick<ActorArt, "names" | "draw">): ActorArt => ({
  classes: ["plant"],
  places: ["ground"],
  facing: false,
  colours: BRIGHT,
  moves: ["moves", "move"],
  size: 0.3,
  ...art,
});

/** Plants, weather and what stands in the sky. */
export const NATURE: Record<string, ActorArt> = {
  tree: plant({
    names: ["tree"],
    colours: ["green", "orange", "red", "yellow", "pink"],
    size: 0.55,
    draw: ({ colour, phase }, paint) =>
      path("M-5 0L-3-46H4L6 0Z", "#7a5238") +
      group(
        `translate(${n(0.8 * swing(phase))} 0)`,
        circle(-19, -50, 19, darken(colour, 0.16)) +
          circle(20, -52, 19, darken(colour, 0.1)) +
          circle(
            0,
            -70,
            29,
            paint.radial(
              [
                [0, lighten(colour, 0.28)],
                [1, colour],
              ],
              0.35,
              0.3,
            ),
          ) +
          circle(-8, -46, 17, colour) +
          circle(9, -45, 15, darken(colour, 0.05)),
      ),
  }),
  pine: plant({
    names: ["pine tree", "fir tree"],
    colours: ["green"],
    size: 0.55,
    draw: ({ colour }) =>
      rect(-4, -16, 8, 16, "#6d4a35") +
      path("M0-100L22-62H-22Z", lighten(colour, 0.12)) +
      path("M0-80L29-36H-29Z", lighten(colour, 0.04)) +
      path("M0-56L36-10H-36Z", darken(colour, 0.08)),
  }),
  palm: plant({
    names: ["palm tree", "palm"],
    colours: [],
    size: 0.6,
    draw: ({ phase }) => {
      const s = 1.5 * swing(phase / 2);
      return (
        path("M-5 0Q-1-40 6-74L11-73Q6-40 4 0Z", "#a3754a") +
        [
          [-34, -62],
          [-30, -86],
          [6, -100],
          [44, -88],
          [46, -62],
        ]
          .map(([x, y], i) =>
            path(
              `M8-74Q${n((8 + x!) / 2 - 6)} ${n(Math.min(y!, -74) - 14)} ${n(x! + s)} ${n(y! + s)}Q${n((8 + x!) / 2 + 6)} ${n((y! - 74) / 2 - 2)} 8-74Z`,
              i % 2 === 0 ? "#3f9a56" : "#57b368",
            ),
          )
          .join("") +
        circle(5, -70, 4, "#7b5230") +
        circle(12, -69, 4, "#8a5d38")
      );
    },
  }),
  flower: plant({
    names: ["flower", "blossom"],
    opens: true,
    size: 0.32,
    draw: ({ colour, open, phase }) => {
      const sway = 2 * swing(phase / 2);
      const length = 11 + 14 * open;
      const petals = [0, 1, 2, 3, 4, 5, 6]
        .map((i) =>
          group(
            `rotate(${n(((i - 3) / 3.5) * (40 + 140 * open))})`,
            ellipse(0, -length * 0.85, 6 + 5 * open, length * 0.8, i % 2 === 0 ? colour : lighten(colour, 0.18)),
          ),
        )
        .join("");
      return (
        stroke(`M0 0Q-4-34 ${n(sway)}-66`, "#4e9a4f", 5) +
        path("M-2-20Q-30-26-32-46Q-8-44-2-20ZM0-28Q24-34 28-52Q6-50 0-28Z", "#5bad58") +
        group(
          `translate(${n(sway)} -68)`,
          petals + circle(0, 0, 4 + 6 * open, "#ffd75e") + circle(-1.5, -1.5, 2 + 3 * open, "#fff0b5"),
        )
      );
    },
  }),
  leaf: plant({
    names: ["leaf"],
    places: ["air", "ground"],
    colours: ["green", "yellow", "orange", "red", "brown"],
    moves: ["falls", "fall"],
    size: 0.2,
    draw: ({ colour }, paint) =>
      path(
        "M0-96C40-80 44-36 4-14L0 0L-4-14C-44-36-40-80 0-96Z",
        paint.linear(
          [
            [0, lighten(colour, 0.2)],
            [1, darken(colour, 0.12)],
          ],
          true,
        ),
      ) + stroke("M0-2V-84M0-34L20-50M0-34L-20-50M0-56L15-70M0-56L-15-70", darken(colour, 0.22), 2.5),
  }),
  mushroom: plant({
    names: ["mushroom", "toadstool"],
    classes: ["plant", "mushroom"],
    colours: ["red", "brown", "purple", "orange"],
    size: 0.24,
    draw: ({ colour }, paint) =>
      path("M-14-44Q-10-14-18-2Q0 3 18-2Q10-14 14-44Z", "#f3e7cf") +
      path(
        "M-48-40Q-46-96 0-97Q46-96 48-40Q0-26-48-40Z",
        paint.linear([
          [0, lighten(colour, 0.2)],
          [1, darken(colour, 0.1)],
        ]),
      ) +
      circle(-20, -62, 8, "#fff8ea") +
      circle(8, -76, 9, "#fff8ea") +
      circle(28, -53, 6, "#fff8ea") +
      circle(-2, -48, 5, "#fff8ea"),
  }),
  cactus: plant({
    names: ["cactus"],
    colours: ["green"],
    size: 0.4,
    draw: ({ colour }) =>
      stroke("M-28-60V-46Q-28-34-14-34M28-74V-54Q28-42 14-42", colour, 13) +
      rect(-13, -98, 26, 98, colour, 13) +
      stroke("M-5-86V-8M5-86V-8", darken(colour, 0.15), 2) +
      circle(4, -98, 5, "#f285ad"),
  }),
  cloud: plant({
    names: ["cloud"],
    classes: ["weather"],
    places: ["air"],
    colours: ["white", "grey", "pink"],
    moves: ["drifts", "drift"],
    size: 0.2,
    draw: ({ colour }, paint) =>
      path(
        "M-72-8C-92-10-92-44-66-46C-66-78-30-92-8-74C8-104 54-98 56-62C86-62 92-12 66-8Z",
        paint.linear([
          [0, lighten(colour, 0.4)],
          [1, darken(colour, 0.08)],
        ]),
      ),
  }),
  sun: plant({
    names: ["sun"],
    classes: ["star"],
    places: [],
    colours: [],
    moves: ["moves", "move"],
    size: 0.2,
    draw: (_, paint) =>
      circle(
        0,
        -50,
        150,
        paint.radial([
          [0, "#fff3bf", 0.75],
          [0.35, "#ffe39a", 0.35],
          [1, "#ffd98a", 0],
        ]),
      ) +
      circle(
        0,
        -50,
        50,
        paint.radial([
          [0, "#fffbe6"],
          [1, "#ffd75e"],
        ]),
      ),
  }),
  moon: plant({
    names: ["moon"],
    classes: [],
    places: [],
    colours: [],
    size: 0.17,
    draw: (_, paint) =>
      circle(
        0,
        -50,
        130,
        paint.radial([
          [0, "#e8eeff", 0.5],
          [1, "#cfdcff", 0],
        ]),
      ) +
      circle(
        0,
        -50,
        50,
        paint.radial(
          [
            [0, "#fffdf2"],
            [1, "#e3e4ea"],
          ],
          0.4,
          0.4,
        ),
      ) +
      circle(-14, -62, 10, "#d5d8e2", 'opacity=".7"') +
      circle(16, -42, 14, "#d5d8e2", 'opacity=".6"') +
      circle(-10, -28, 7, "#d5d8e2", 'opacity=".6"'),
  }),
  planet: plant({
    names: ["planet"],
    classes: [],
    places: ["space"],
    moves: ["drifts", "drift"],
    size: 0.3,
    draw: ({ colour }, paint) =>
      circle(
        0,
        -50,
        38,
        paint.radial(
          [
            [0, lighten(colour, 0.4)],
            [0.6, colour],
            [1, darken(colour, 0.4)],
          ],
          0.35,
          0.32,
        ),
      ) +
      path("M-36-58Q0-48 36-60L38-50Q0-38-38-48Z", lighten(colour, 0.3), 'opacity=".5"') +
      `<path d="M-36-42C-70-26-60-18-20-26C30-36 66-56 60-66C56-72 44-66 34-62" fill="none" stroke="${lighten(colour, 0.5)}" stroke-width="5" stroke-linecap="round"/>`,
  }),
  snowman: plant({
    names: ["snowman"],
    classes: ["figure"],
    size: 0.42,
    draw: ({ colour }, paint) => {
      const snow = paint.radial(
        [
          [0, "#ffffff"],
          [1, "#d3deee"],
        ],
        0.4,
        0.35,
      );
      return (
        circle(0, -24, 25, snow) +
        circle(0, -58, 18, snow) +
        circle(0, -82, 13, snow) +
        rect(-14, -96, 28, 4, "#2f333d", 2) +
        rect(-9, -110, 18, 16, "#2f333d", 2) +
        rect(-13, -73, 26, 6, colour, 3) +
        rect(4, -72, 7, 20, colour, 3) +
        circle(-4, -85, 1.8, "#2f333d") +
        circle(5, -85, 1.8, "#2f333d") +
        path("M0-81L15-79L0-77Z", "#f0862e") +
        circle(0, -58, 2, "#2f333d") +
        circle(0, -50, 2, "#2f333d") +
        stroke("M-17-60L-36-70M17-60L36-72", "#7a5238", 3)
      );
    },
  }),
};

const building = (art: Partial<ActorArt> & Pick<ActorArt, "names" | "draw">): ActorArt =>
  plant({ classes: ["building"], size: 0.5, ...art });

/** Buildings; their windows light up. */
export const BUILDINGS: Record<string, ActorArt> = {
  house: building({
    names: ["house", "cottage"],
    lights: true,
    draw: ({ colour, lit, phase }, paint) => {
      const pane = mix("#9cc7dc", "#ffd970", lit);
      const window = (x: number, y: number): string =>
        (lit > 0.01
          ? circle(
              x + 8,
              y + 9,
              22,
              paint.radial([
                [0, "#ffe9a3", 0.6 * lit],
                [1, "#ffe9a3", 0],
              ]),
            )
          : "") +
        rect(x, y, 17, 18, "#fffaf0", 2) +
        rect(x + 2, y + 2, 13, 14, pane, 1) +
        stroke(`M${x + 8.5} ${y + 2}v14M${x + 2} ${y + 9}h13`, "#fffaf0", 1.5);
      return (
        [0, 1, 2]
          .map((i) => {
            const age = (((phase / 4 + i / 3) % 1) + 1) % 1;
            return circle(27 + age * 16, -96 - age * 26, 4 + age * 8, "#ffffff", `opacity="${n(0.55 * (1 - age))}"`);
          })
          .join("") +
        rect(21, -94, 12, 26, "#9a6a52") +
        rect(
          -42,
          -56,
          84,
          56,
          paint.linear([
            [0, mix("#fff6e4", colour, 0.12)],
            [1, mix("#ead9bd", colour, 0.22)],
          ]),
        ) +
        path(
          "M0-98L54-52H-54Z",
          paint.linear([
            [0, lighten(colour, 0.12)],
            [1, darken(colour, 0.12)],
          ]),
        ) +
        rect(-9, -32, 18, 32, darken(colour, 0.35), 2) +
        circle(5, -15, 1.6, "#ffe08a") +
        window(-33, -44) +
        window(16, -44) +
        circle(0, -68, 7, "#fffaf0") +
        circle(0, -68, 5, pane)
      );
    },
  }),
  lighthouse: building({
    names: ["lighthouse"],
    lights: true,
    colours: ["red", "blue"],
    size: 0.7,
    draw: ({ colour, lit, phase }, paint) => {
      const turn = swing(phase / 6);
      const ray = (side: number): string =>
        path(
          `M${3 * side}-86L${n(130 * side * turn)} ${n(-112)}L${n(130 * side * turn)} ${n(-60)}Z`,
          paint.linear(
            side * turn > 0
              ? [
                  [0, "#fff4c0", 0.7 * lit],
                  [1, "#fff4c0", 0],
                ]
              : [
                  [0, "#fff4c0", 0],
                  [1, "#fff4c0", 0.7 * lit],
                ],
            true,
          ),
        );
      return (
        (lit > 0.01 ? ray(1) + ray(-1) : "") +
        path("M-26 2Q-10-8 0-7Q14-8 26 2Z", "#6f6a70") +
        path(
          "M-10-76H10L16-4H-16Z",
          paint.linear(
            [
              [0, "#ffffff"],
              [1, "#d9dbe2"],
            ],
            true,
          ),
        ) +
        path("M-11.4-62H11.4L13-44H-13ZM-14.2-28H14.2L15.8-10H-15.8Z", colour) +
        rect(-14, -79, 28, 4, "#3d434f", 1) +
        rect(-7, -92, 14, 13, mix("#aab6c2", "#fff2b0", lit)) +
        path("M0-101L11-91H-11Z", colour) +
        stroke("M-13-79V-84H13V-79", "#3d434f", 1.4) +
        rect(-3, -40, 6, 8, "#4a5568", 3) +
        path("M-4-4V-14Q0-18 4-14V-4Z", "#4a3a33") +
        (lit > 0.01
          ? circle(
              0,
              -86,
              34,
              paint.radial([
                [0, "#fffbe0", 0.95 * lit],
                [0.3, "#fff0b0", 0.5 * lit],
                [1, "#ffe9a3", 0],
              ]),
            )
          : "")
      );
    },
  }),
  windmill: building({
    names: ["windmill"],
    size: 0.6,
    draw: ({ colour, phase }, paint) => {
      const blade =
        stroke("M0 0V-42", "#8a6a4a", 2.5) +
        path("M1-12H10V-41H1Z", "#fffaf0", 'opacity=".95"') +
        stroke("M1-20H10M1-30H10", "#c9b08a", 1);
      return (
        path(
          "M-15-66H15L23 0H-23Z",
          paint.linear(
            [
              [0, "#fff6e4"],
              [1, "#dccdb2"],
            ],
            true,
          ),
        ) +
        path("M-18-64Q0-92 18-64Z", colour) +
        rect(-6, -18, 12, 18, darken(colour, 0.3), 5) +
        rect(-5, -50, 10, 11, "#7fb0c8", 2) +
        group(
          `translate(0 -68) rotate(${n((phase * 45) % 360)})`,
          [0, 90, 180, 270].map((angle) => group(`rotate(${angle})`, blade)).join("") + circle(0, 0, 4, "#6b4f38"),
        )
      );
    },
  }),
  tent: building({
    names: ["tent"],
    lights: true,
    size: 0.3,
    draw: ({ colour, lit }, paint) =>
      path(
        "M0-92L52 0H-52Z",
        paint.linear([
          [0, lighten(colour, 0.2)],
          [1, darken(colour, 0.12)],
        ]),
      ) +
      path("M0-92L-52 0H-20Z", lighten(colour, 0.3)) +
      path("M8-70L26 0H-8Z", mix(darken(colour, 0.5), "#ffd970", lit)) +
      (lit > 0.01
        ? circle(
            8,
            -26,
            50,
            paint.radial([
              [0, "#ffe9a3", 0.55 * lit],
              [1, "#ffe9a3", 0],
            ]),
          )
        : ""),
  }),
};

const prop = (names: readonly string[], draw: ActorArt["draw"]): ActorArt =>
  plant({ names, classes: [], places: [], colours: [], draw });

/** What stands about in the samples and never acts on its own. */
export const PROPS: Record<string, ActorArt> = {
  rocks: prop(
    ["rocks"],
    (_, paint) =>
      path(
        "M-50 0Q-46-40-30-52Q-18-78 4-74Q22-78 30-52Q46-44 50 0Z",
        paint.linear([
          [0, "#8f8a94"],
          [1, "#57535f"],
        ]),
      ) +
      path("M-30-52Q-18-78 4-74L-4-40L-22-20ZM30-52Q46-44 50 0H34L20-34Z", "#a8a3ac", 'opacity=".55"') +
      path("M-50 0Q-40-10-28-4Q-14-12 0-4Q16-12 28-4Q42-10 50 0L46 6H-46Z", "#ffffff", 'opacity=".7"'),
  ),
  rain: prop(["rain"], ({ phase }) =>
    Array.from({ length: 120 }, (_, i) => {
      const x = ((i * 61.8) % 200) - 100;
      const y = -((((i * 37.3 - phase * 110) % 100) + 100) % 100);
      return stroke(`M${n(x)} ${n(y)}l-1.2 5`, "#e3eef8", 0.45, 'opacity=".7"');
    }).join(""),
  ),
  gantry: prop(
    ["launch tower"],
    () =>
      stroke("M-10 0V-98M10 0V-98M-10-98H10", "#5b5f70", 4) +
      stroke("M-10-4L10-22L-10-40L10-58L-10-76L10-94M10-4L-10-22L10-40L-10-58L10-76L-10-94", "#7b7f92", 2) +
      rect(-14, -4, 28, 5, "#4a4e5c", 1) +
      rect(10, -70, 18, 4, "#5b5f70") +
      circle(0, -100, 3, "#ff6a5a"),
  ),
  smoke: prop(["smoke"], ({ phase }, paint) =>
    Array.from({ length: 16 }, (_, i) => {
      const side = i % 2 === 0 ? 1 : -1;
      const far = 1 - Math.exp(-Math.max(0, phase * 2 - i * 0.04));
      const wide = far * (20 + ((i * 29) % 70));
      return circle(
        side * wide,
        -6 - far * ((i * 17) % 24),
        far * (13 + ((i * 11) % 12)),
        paint.radial([
          [0, "#ffffff", 0.85],
          [1, "#e8dde0", 0.1],
        ]),
      );
    }).join(""),
  ),
  bench: prop(
    ["bench"],
    () =>
      rect(-48, -34, 96, 7, "#9a6a44", 3) +
      rect(-48, -62, 96, 8, "#a8774e", 3) +
      rect(-48, -50, 96, 8, "#a8774e", 3) +
      stroke("M-38 0V-64M38 0V-64M-28 0V-30M28 0V-30", "#4d4a52", 4),
  ),
};
