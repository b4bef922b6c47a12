import { expect } from "chai";
import { editDistance } from "../../../src/core/editDistance.js";
import { drawWrittenFrame } from "../../../samples/writing/writtenFrames.js";
import type { Box } from "../../../src/core/box.js";
import { decodeSteps } from "../../../src/models/families/spotting/ctc.js";
import { findComponents } from "../../../src/models/families/spotting/components.js";
import { joinPieces } from "../../../src/models/families/spotting/joinPieces.js";
import { toReadingOrder } from "../../../src/models/families/spotting/readingOrder.js";
import { cornersOf, growRectangle, toSmallestRectangle } from "../../../src/models/families/spotting/rectangle.js";
import { openModel } from "../../../src/models/openModel.js";

describe("the smallest rectangle around points", () => {
  for (const degrees of [-40, -15, 0, 7, 44])
    it(`is the one that the points are of, turned by ${degrees}°`, () => {
      const turned = { centre: { x: 50, y: 40 }, width: 60, height: 12, radians: (degrees * Math.PI) / 180 };
      const inside = cornersOf({ ...turned, width: 30, height: 6 });
      const found = toSmallestRectangle([...cornersOf(turned), ...inside]);
      expect(found.width).to.be.closeTo(60, 1e-9);
      expect(found.height).to.be.closeTo(12, 1e-9);
      expect(found.radians).to.be.closeTo(turned.radians, 1e-9);
      expect(found.centre.x).to.be.closeTo(50, 1e-9);
      expect(found.centre.y).to.be.closeTo(40, 1e-9);
    });

  it("grows on all sides by its area over its outline", () => {
    const grown = growRectangle({ centre: { x: 0, y: 0 }, width: 30, height: 10, radians: 0 }, 1.6);
    expect(grown.width).to.equal(30 + 2 * 6);
    expect(grown.height).to.equal(10 + 2 * 6);
  });
});

describe("components of a map", () => {
  it("are the pixels above a threshold that touch, with their mean and outline", () => {
    const rows = ["11..", "..1.", "....", ".1.."];
    const values = Float32Array.from(rows.join("").split(""), (mark) => (mark === "1" ? 0.75 : 0.25));
    const found = findComponents({ width: 4, height: 4, values }, 0.5);
    expect(found.map(({ size, mean }) => [size, mean])).to.deep.equal([
      [3, 0.75],
      [1, 0.75],
    ]);
    expect(found[1]?.outline).to.deep.include.members([
      { x: 1, y: 3 },
      { x: 2, y: 4 },
    ]);
  });
});

describe("greedy CTC", () => {
  const keys = ["", "a", "b", "中", " "];
  const decode = (rows: readonly (readonly number[])[]) =>
    decodeSteps({ values: Float32Array.from(rows.flat()), count: rows.length }, { keys, minSpaceProbability: 0.03 });
  const a = [0, 1, 0, 0, 0];
  const b = [0, 0, 1, 0, 0];
  const blank = [1, 0, 0, 0, 0];

  it("gives what repeats once, unless a blank parts it", () => {
    expect(decode([a, a, b, blank, b])).to.deep.equal({ text: "abb", probability: 1 });
  });

  it("puts back a space that the network thought less probable than a blank", () => {
    expect(decode([a, [0.9, 0, 0, 0, 0.1], b]).text).to.equal("a b");
    expect(decode([a, [0.99, 0, 0, 0, 0.01], b]).text).to.equal("ab");
    expect(decode([[0.5, 0, 0, 0, 0.5], a, [0, 0, 0, 0, 1]]).text).to.equal("a");
  });

  it("takes no Chinese character for a letter of an English line", () => {
    const stroke = [0, 0.1, 0.3, 0.6, 0];
    expect(decode([a, stroke, a]).text).to.equal("aba");
    expect(decode([stroke, blank, stroke, a]).text).to.equal("中中a");
  });
});

describe("the order of reading", () => {
  const at = (name: string, left: number, top: number, width = 0.3): { name: string; box: Box } => ({
    name,
    box: { left, top, right: left + width, bottom: top + 0.05 },
  });
  const orderOf = (...things: ReturnType<typeof at>[]) => toReadingOrder(things).map(({ name }) => name);

  it("is from top to bottom, and in a row from left to right", () => {
    expect(orderOf(at("c", 0.1, 0.5), at("b", 0.6, 0.11), at("a", 0.1, 0.1))).to.deep.equal(["a", "b", "c"]);
  });

  it("keeps two columns apart, below a title and above a foot", () => {
    const [title, foot] = [at("title", 0.1, 0.05, 0.8), at("foot", 0.2, 0.8, 0.6)];
    const [left, right] = [0.3, 0.4, 0.5]
      .map((top, n) => [at(`l${n}`, 0.05, top), at(`r${n}`, 0.6, top + 0.01)])
      .reduce(
        ([ls = [], rs = []], [l, r]) => [
          [...ls, l as never],
          [...rs, r as never],
        ],
        [[], []] as ReturnType<typeof at>[][],
      ) as [ReturnType<typeof at>[], ReturnType<typeof at>[]];
    expect(orderOf(...right, foot, ...left, title)).to.deep.equal([
      "title",
      "l0",
      "l1",
      "l2",
      "r0",
      "r1",
      "r2",
      "foot",
    ]);
  });
});

describe("pieces of a line", () => {
  const piece = (text: string, left: number, right: number, top = 0.1) => ({
    text,
    probability: 1,
    box: { left, right, top, bottom: top + 0.05 },
  });
  const joined = (...pieces: ReturnType<typeof piece>[]) => joinPieces(pieces, 2).map(({ text }) => text);

  it("are put together where they stand right behind each other", () => {
    const [line] = joinPieces([piece("Closed on", 0.1, 0.3), piece("Mondays", 0.315, 0.5)], 2);
    expect(line).to.deep.equal({ ...piece("Closed on Mondays", 0.1, 0.5) });
  });

  it("stay apart in columns and in rows", () => {
    expect(joined(piece("left", 0.1, 0.3), piece("right", 0.4, 0.5))).to.have.length(2);
    expect(joined(piece("upper", 0.1, 0.3), piece("lower", 0.31, 0.5, 0.14))).to.have.length(2);
  });
});

describe("kinodex/reader", () => {
  it("reads text as it was written, spaces counted, also turned by up to 15° and of low contrast", async () => {
    await using model = await openModel("kinodex/reader");
    const reader = await model.open("reading");
    let [wrong, all] = [0, 0];
    for (let seed = 1; seed <= 6; seed += 1) {
      const { lines, ...frame } = await drawWrittenFrame({ seed, width: 640, height: 384, sizes: [18, 34] });
      const [read = []] = await reader.read([{ timeSeconds: 0, ...frame, pixels: new Uint8Array(frame.pixels) }]);
      const truth = lines.map(({ text }) => text).join(" ");
      wrong += editDistance(truth, read.map(({ text }) => text).join(" "));
      all += truth.length;
    }
    expect(all).to.be.above(150);
    expect(wrong / all).to.be.below(0.05);
  });
});
