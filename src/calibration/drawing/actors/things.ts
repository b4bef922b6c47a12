import { BRIGHT, darken, lighten, mix } from "../colour.js";
import { circle, ellipse, n, path, rect, starPath, stroke } from "../svg.js";
import { swing, type ActorArt } from "./art.js";

const thing = (art: Partial<ActorArt> & Pick<ActorArt, "names" | "draw">): ActorArt => ({
  classes: ["thing", "object"],
  places: ["ground", "table"],
  facing: false,
  colours: BRIGHT,
  moves: ["moves", "move"],
  size: 0.26,
  ...art,
});

/** Toys and things of the house and garden. */
export const THINGS: Record<string, ActorArt> = {
  ball: thing({
    names: ["ball"],
    classes: ["toy", "ball"],
    places: ["ground", "table", "air"],
    moves: ["rolls", "roll"],
    jumps: true,
    size: 0.22,
    draw: ({ colour }, paint) =>
      circle(
        0,
        -50,
        49,
        paint.radial(
          [
            [0, lighten(colour, 0.45)],
            [0.55, colour],
            [1, darken(colour, 0.3)],
          ],
          0.36,
          0.32,
        ),
      ) +
      path("M-46-64Q0-38 46-64L48-44Q0-16-48-44Z", "#ffffff", 'opacity=".75"') +
      ellipse(-17, -74, 11, 7, "#ffffff", 'opacity=".6" transform="rotate(-30 -17 -74)"'),
  }),
  balloon: thing({
    names: ["balloon"],
    classes: ["toy"],
    places: ["air"],
    moves: ["floats", "float"],
    size: 0.34,
    draw: ({ colour, phase }, paint) =>
      stroke(`M0-34Q${n(6 * swing(phase))}-18 ${n(-4 * swing(phase))} 0`, "#6b6f7d", 2) +
      path(
        "M0-34C-22-40-33-56-33-70C-33-90-17-100 0-100C17-100 33-90 33-70C33-56 22-40 0-34Z",
        paint.radial(
          [
            [0, lighten(colour, 0.4)],
            [0.6, colour],
            [1, darken(colour, 0.2)],
          ],
          0.35,
          0.3,
        ),
      ) +
      path("M-5-30L5-30L0-37Z", darken(colour, 0.2)) +
      ellipse(-13, -82, 5, 9, "#ffffff", 'opacity=".55" transform="rotate(25 -13 -82)"'),
  }),
  kite: thing({
    names: ["kite"],
    classes: ["toy"],
    places: ["air"],
    moves: ["flies", "fly"],
    size: 0.38,
    draw: ({ colour, phase }) => {
      const sway = swing(phase) * 7;
      return (
        stroke(`M0-36C${n(14 + sway)}-26 ${n(-14 - sway)}-14 ${n(sway)} 0`, darken(colour, 0.1), 2.5) +
        path(`M${n(-9 + sway / 2)}-20l9 5l9-5v10l-9-5l-9 5Z`, lighten(colour, 0.3)) +
        path("M0-100L30-72L0-34L-30-72Z", colour) +
        path("M0-100L30-72L0-72ZM0-34L-30-72L0-72Z", lighten(colour, 0.35)) +
        stroke("M0-100V-34M-30-72H30", darken(colour, 0.25), 1.5)
      );
    },
  }),
  umbrella: thing({
    names: ["umbrella", "parasol"],
    opens: true,
    size: 0.36,
    draw: ({ colour, open }, paint) => {
      const w = 12 + 38 * open;
      const low = -36 - 20 * open;
      const rib = (x: number): string => `Q${n(x - w / 4)} ${n(low - 9 * open)} ${n(x - w / 2)} ${n(low)}`;
      return (
        stroke("M0-92V-10Q0-2-7-2Q-13-2-13-9", "#6d4a35", 4) +
        path(
          `M0-96C${n(w * 0.75)}-95 ${n(w)} ${n(low - 16)} ${n(w)} ${n(low)}${rib(w)}${rib(w / 2)}${rib(0)}${rib(-w / 2)}C${n(-w)} ${n(low - 16)} ${n(-w * 0.75)}-95 0-96Z`,
          paint.linear([
            [0, lighten(colour, 0.2)],
            [1, darken(colour, 0.1)],
          ]),
        ) +
        path(
          `M0-96C${n(w * 0.3)}-88 ${n(w * 0.5)} ${n(low - 14)} ${n(w / 2)} ${n(low)}Q${n(w / 4)} ${n(low - 9 * open)} 0 ${n(low)}Q${n(-w / 4)} ${n(low - 9 * open)} ${n(-w / 2)} ${n(low)}C${n(-w * 0.5)} ${n(low - 14)} ${n(-w * 0.3)}-88 0-96Z`,
          lighten(colour, 0.3),
        ) +
        stroke("M0-96V-100", "#6d4a35", 3)
      );
    },
  }),
  lamp: thing({
    names: ["lamp", "table lamp"],
    lights: true,
    places: ["table"],
    size: 0.4,
    draw: ({ colour, lit }, paint) =>
      (lit > 0.01
        ? circle(
            0,
            -62,
            95,
            paint.radial([
              [0, "#fff0b0", 0.75 * lit],
              [0.4, "#ffe08a", 0.3 * lit],
              [1, "#ffd76e", 0],
            ]),
          )
        : "") +
      rect(-3, -50, 6, 44, "#7b6250") +
      path("M-22 0Q-22-9 0-9Q22-9 22 0Z", "#5f4a3d") +
      path(
        "M-17-98H17L34-46H-34Z",
        paint.linear([
          [0, mix(colour, "#fff3c4", 0.55 * lit)],
          [1, mix(darken(colour, 0.15), "#ffe9a0", 0.85 * lit)],
        ]),
      ),
  }),
  streetlight: thing({
    names: ["street lamp", "lamp post", "street light"],
    lights: true,
    places: ["ground", "road"],
    colours: [],
    size: 0.62,
    draw: ({ lit }, paint) =>
      rect(-2.5, -88, 5, 88, "#3f4756", 2) +
      rect(-7, -6, 14, 6, "#343b48", 2) +
      stroke("M0-86Q1-97 16-96", "#3f4756", 4) +
      path("M9-97H25L28-90H6Z", "#343b48") +
      (lit > 0.01
        ? path(
            "M8-90H26L58 0H-24Z",
            paint.linear([
              [0, "#ffe9a3", 0.6 * lit],
              [1, "#ffe9a3", 0],
            ]),
          )
        : "") +
      ellipse(17, -89.5, 9, 3.2, mix("#c9cdd4", "#fff6c9", lit)) +
      (lit > 0.01
        ? circle(
            17,
            -88,
            26,
            paint.radial([
              [0, "#fff3c0", 0.9 * lit],
              [1, "#ffe08a", 0],
            ]),
          )
        : ""),
  }),
  trafficlight: thing({
    names: ["traffic light", "stop light"],
    places: ["road", "ground"],
    colours: ["red", "green", "yellow"],
    size: 0.55,
    draw: ({ colour }, paint) => {
      // The named colours differ most in these channels, which also holds half-way.
      const [r, g] = [Number.parseInt(colour.slice(1, 3), 16), Number.parseInt(colour.slice(3, 5), 16)];
      const which = r > 180 && g < 140 ? 0 : r > 180 ? 1 : 2;
      const lens = (i: number, on: string): string =>
        circle(0, -85 + i * 19, 8, which === i ? on : "#3b404b") +
        (which === i
          ? circle(
              0,
              -85 + i * 19,
              20,
              paint.radial([
                [0, on, 0.7],
                [1, on, 0],
              ]),
            )
          : "");
      return (
        rect(-3, -40, 6, 40, "#4a5160") +
        rect(-10, -4, 20, 4, "#3a404d", 1.5) +
        rect(
          -14,
          -99,
          28,
          62,
          paint.linear(
            [
              [0, "#343944"],
              [1, "#22262e"],
            ],
            true,
          ),
          7,
        ) +
        lens(0, "#ff4a3d") +
        lens(1, "#ffc931") +
        lens(2, "#3ddc74")
      );
    },
  }),
  cup: thing({
    names: ["cup", "mug"],
    places: ["table"],
    size: 0.24,
    draw: ({ colour, phase }, paint) =>
      stroke("M30-52C60-58 60-16 26-20", darken(colour, 0.12), 9) +
      path(
        "M-34-66H34L28-6Q27 0 20 0H-20Q-27 0-28-6Z",
        paint.linear(
          [
            [0, lighten(colour, 0.25)],
            [1, darken(colour, 0.15)],
          ],
          true,
        ),
      ) +
      ellipse(0, -66, 34, 7, lighten(colour, 0.5)) +
      ellipse(0, -65, 29, 5, "#5b3a29") +
      [-12, 4]
        .map((x) => stroke(`M${x}-74q${n(7 * swing(phase, x / 40))}-7 0-13t0-12`, "#ffffff", 3, 'opacity=".55"'))
        .join(""),
  }),
  apple: thing({
    names: ["apple"],
    classes: ["fruit", "food"],
    places: ["table", "ground"],
    colours: ["red", "green", "yellow"],
    moves: ["rolls", "roll"],
    size: 0.22,
    draw: ({ colour }, paint) =>
      stroke("M0-76Q2-90 9-98", "#6b4a32", 5) +
      path("M4-84Q20-104 38-92Q24-76 4-84Z", "#58a848") +
      path(
        "M0-78C30-96 50-74 46-46C43-18 22-2 0-5C-22-2-43-18-46-46C-50-74-30-96 0-78Z",
        paint.radial(
          [
            [0, lighten(colour, 0.35)],
            [0.6, colour],
            [1, darken(colour, 0.25)],
          ],
          0.35,
          0.3,
        ),
      ),
  }),
  book: thing({
    names: ["book"],
    places: ["table"],
    opens: true,
    size: 0.24,
    draw: ({ colour, open }) => {
      const w = 26 + 24 * open;
      return (
        path(`M${-w}-74H${w}V0H${-w}Z`, colour) +
        path(
          `M0-66Q${n(w / 2)}-78 ${n(w - 5)}-68V-8Q${n(w / 2)}-16 0-4Q${n(-w / 2)}-16 ${n(5 - w)}-8V-68Q${n(-w / 2)}-78 0-66Z`,
          "#fbf6e9",
          `opacity="${n(open)}"`,
        ) +
        stroke("M0-66V-4", "#c9bfa8", 2, `opacity="${n(open)}"`) +
        [-54, -42, -30]
          .map((y) => stroke(`M8 ${y}H${n(w - 12)}M-8 ${y}H${n(12 - w)}`, "#b9b2a4", 2, `opacity="${n(open * 0.8)}"`))
          .join("") +
        rect(-15, -58, 30, 16, lighten(colour, 0.6), 2, `opacity="${n(1 - open)}"`)
      );
    },
  }),
  gift: thing({
    names: ["gift", "present", "gift box"],
    size: 0.26,
    draw: ({ colour }, paint) =>
      rect(
        -38,
        -60,
        76,
        60,
        paint.linear([
          [0, colour],
          [1, darken(colour, 0.18)],
        ]),
        3,
      ) +
      rect(-44, -72, 88, 18, lighten(colour, 0.15), 4) +
      rect(-7, -72, 14, 72, "#fff4d6") +
      path("M0-72C-34-70-34-102 0-76C34-102 34-70 0-72Z", "#fff4d6", 'stroke="#e2cf9b" stroke-width="2"'),
  }),
  candle: thing({
    names: ["candle"],
    lights: true,
    places: ["table"],
    size: 0.32,
    draw: ({ colour, lit, phase }, paint) =>
      ellipse(0, -3, 26, 5, "#b98a4a") +
      rect(
        -12,
        -66,
        24,
        64,
        paint.linear(
          [
            [0, lighten(colour, 0.45)],
            [1, colour],
          ],
          true,
        ),
        3,
      ) +
      stroke("M0-66V-73", "#4a3a33", 2) +
      (lit > 0.01
        ? circle(
            0,
            -80,
            48,
            paint.radial([
              [0, "#fff0a8", 0.8 * lit],
              [1, "#ffc95e", 0],
            ]),
          ) +
          path(
            `M0 ${n(-80 - 18 * lit)}C${n(10 * lit + 2 * swing(phase * 3))}-84 ${n(9 * lit)}-72 0-70C${n(-9 * lit)}-72 ${n(-10 * lit)}-84 0 ${n(-80 - 18 * lit)}Z`,
            "#ffab2e",
          ) +
          ellipse(0, -76, 3.5 * lit, 6 * lit, "#fff4bf")
        : ""),
  }),
  bell: thing({
    names: ["bell"],
    places: ["table"],
    colours: ["yellow", "red", "blue"],
    size: 0.26,
    draw: ({ colour }, paint) =>
      circle(0, -6, 8, darken(colour, 0.35)) +
      circle(0, -92, 7, darken(colour, 0.2)) +
      path(
        "M-44-10Q-30-20-28-48C-27-76-16-88 0-88C16-88 27-76 28-48Q30-20 44-10Z",
        paint.linear(
          [
            [0, lighten(colour, 0.4)],
            [0.6, colour],
            [1, darken(colour, 0.2)],
          ],
          true,
        ),
      ),
  }),
  vase: thing({
    names: ["vase of flowers", "vase"],
    places: ["table"],
    size: 0.42,
    draw: ({ colour, phase }, paint) =>
      [
        [-20, -78, "#f3a0bd"],
        [0, -90, "#f7cf58"],
        [21, -79, "#ef7f6d"],
      ]
        .map(
          ([x, y, fill]) =>
            stroke(`M0-42Q${n(Number(x) / 2)}-60 ${x} ${y}`, "#5d9a55", 3) +
            path(starPath(Number(x) + swing(phase), Number(y), 6, 13, 7), String(fill)) +
            circle(Number(x) + swing(phase), Number(y), 4, "#fff2b8"),
        )
        .join("") +
      path(
        "M-12-46H12Q8-36 18-24Q24-6 12 0H-12Q-24-6-18-24Q-8-36-12-46Z",
        paint.linear(
          [
            [0, lighten(colour, 0.3)],
            [1, darken(colour, 0.2)],
          ],
          true,
        ),
      ),
  }),
  clock: thing({
    names: ["clock"],
    places: ["table", "air"],
    size: 0.3,
    draw: ({ colour, phase }) => {
      const hand = (turn: number, length: number): string =>
        `M0-50L${n(length * Math.sin(turn * 2 * Math.PI))} ${n(-50 - length * Math.cos(turn * 2 * Math.PI))}`;
      return (
        circle(0, -50, 48, colour) +
        circle(0, -50, 39, "#fdfaf2") +
        [0, 1, 2, 3]
          .map((i) => circle(32 * Math.sin((i * Math.PI) / 2), -50 - 32 * Math.cos((i * Math.PI) / 2), 3, "#59606d"))
          .join("") +
        stroke(hand(phase / 4, 29), "#333844", 4) +
        stroke(hand(phase / 48 + 0.2, 19), "#333844", 5) +
        circle(0, -50, 4, "#333844")
      );
    },
  }),
};
