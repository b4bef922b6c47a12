import { expect } from "chai";
import { createAligner, type AlignmentInput } from "../../../src/query/composed/align.js";
import { parseQuery } from "../../../src/query/language/parse.js";
import { createRandom } from "../../../src/core/random.js";

const phrases = ["a", "b", "c"] as const;

/** A made-up video: cells of uneven length, and a random curve for each phrase. */
function inputOf(random: () => number, cells: number): AlignmentInput {
  const borders = [0];
  for (let n = 0; n < cells; n += 1) borders.push((borders[n] as number) + 0.5 + Math.floor(random() * 6) / 2);
  const curve = () => Float64Array.from({ length: cells }, random);
  return {
    startSeconds: borders.slice(0, -1),
    endSeconds: borders.slice(1),
    curves: new Map(phrases.map((phrase) => [phrase, curve()])),
    presentAbove: 0.7,
  };
}

describe("createAligner", () => {
  const gapOf = ({ startSeconds, endSeconds }: AlignmentInput, from: number, to: number) =>
    (startSeconds[to] as number) - (endSeconds[from] as number);
  const isPresent = ({ curves, presentAbove }: AlignmentInput, phrase: string, cell: number) =>
    (curves.get(phrase)?.[cell] ?? 0) > presentAbove;

  const cases: readonly [string, string, (input: AlignmentInput, cells: readonly number[]) => boolean][] = [
    ["a then b", "ab", (_, [p = 0, q = 0]) => p < q],
    ["a after b", "ba", (_, [p = 0, q = 0]) => p < q],
    ["a then b then c", "abc", (_, [p = 0, q = 0, r = 0]) => p < q && q < r],
    ["a then b within 3s", "ab", (input, [p = 0, q = 0]) => p < q && gapOf(input, p, q) <= 3],
    ["a then b at least 4s apart", "ab", (input, [p = 0, q = 0]) => p < q && gapOf(input, p, q) >= 4],
    [
      "a then b at least 2s apart within 5s then c within 2s",
      "abc",
      (input, [p = 0, q = 0, r = 0]) =>
        p < q && q < r && gapOf(input, p, q) >= 2 && gapOf(input, p, q) <= 5 && gapOf(input, q, r) <= 2,
    ],
    [
      "a then b without c between",
      "ab",
      (input, [p = 0, q = 0]) =>
        p < q && Array.from({ length: q - p - 1 }, (_, n) => p + 1 + n).every((m) => !isPresent(input, "c", m)),
    ],
    ['"a" while "b"', "ab", (_, [p, q]) => p === q],
    ['"a" and "b"', "ab", () => true],
    ['("a" while "b") then "c"', "abc", (_, [p = 0, q = 0, r = 0]) => p === q && q < r],
    ['"a" while (not "c")', "a", (input, [p = 0]) => !isPresent(input, "c", p)],
  ];

  for (const [query, names, allows] of cases) {
    it(`places "${query}" as trying everything does`, () => {
      const random = createRandom(query.length);
      for (let trial = 0; trial < 60; trial += 1) {
        const input = inputOf(random, 1 + Math.floor(random() * 11));
        const found = createAligner(parseQuery(query), input).best();
        const tree = parseQuery(query);
        const weights = tree.type === "then" && tree.operands[0]?.type === "while" ? [0.25, 0.25, 0.5] : undefined;
        const valueOf = (cells: readonly number[]) =>
          cells.reduce((sum, cell, n) => {
            const similarity = input.curves.get(names[n] as string)?.[cell] ?? 0;
            return sum + similarity * (weights?.[n] ?? 1 / names.length);
          }, 0);
        const expected = bestOf(input, names.length, (cells) =>
          allows(input, cells) ? valueOf(cells) : Number.NEGATIVE_INFINITY,
        );
        if (expected === Number.NEGATIVE_INFINITY) expect(found).to.equal(undefined);
        else expect(found?.similarity, `trial ${trial}`).to.be.closeTo(expected, 1e-9);
        if (found && query !== '"a" and "b"') {
          const cells = found.anchors.map(({ cell }) => cell);
          expect(allows(input, cells), `${query} at ${cells.join()}`).to.equal(true);
        }
      }
    });
  }

  it("finds the first, the last, the repeated and the lasting", () => {
    const seconds = Array.from({ length: 12 }, (_, n) => n);
    const curve = [0, 0.8, 0, 0, 0.9, 0.9, 0.9, 0, 0, 0.7, 0, 0];
    const input: AlignmentInput = {
      startSeconds: seconds,
      endSeconds: seconds.map((n) => n + 1),
      curves: new Map([["a", curve]]),
      presentAbove: 1,
    };
    const cellsOf = (query: string) =>
      createAligner(parseQuery(query), input)
        .best()
        ?.anchors.map(({ cell }) => cell);
    expect(cellsOf('first "a"')).to.deep.equal([1]);
    expect(cellsOf('last "a"')).to.deep.equal([9]);
    expect(cellsOf("a twice")).to.deep.equal([1, 4]);
    expect(cellsOf("a three times")).to.have.length(3);
    expect(cellsOf("a four times")).to.equal(undefined);
    expect(createAligner(parseQuery("a for at least 3s"), input).best()?.anchors[0]).to.include({ from: 4, to: 6 });
    expect(cellsOf("a for at least 4s")).to.equal(undefined);
  });

  it("reads each cell a number of times that does not depend on how many there are", () => {
    const readsOf = (cells: number): number => {
      let reads = 0;
      const counted = (values: ArrayLike<number>) =>
        new Proxy(values as number[], {
          get: (target, key) => {
            if (typeof key === "string" && /^\d+$/.test(key)) reads += 1;
            return Reflect.get(target, key) as unknown;
          },
        });
      const { startSeconds, endSeconds, curves, presentAbove } = inputOf(createRandom(5), cells);
      createAligner(parseQuery('(a then b within 9s at least 2s apart without c between) then ("a" and "b") then c'), {
        startSeconds: counted(startSeconds),
        endSeconds: counted(endSeconds),
        curves: new Map(Array.from(curves, ([phrase, curve]) => [phrase, counted(Array.from(curve))])),
        presentAbove,
      }).best();
      return reads / cells;
    };
    expect(readsOf(4000)).to.be.closeTo(readsOf(500), 1);
  });
});

/** The best value over every way to place `count` phrases. */
function bestOf(input: AlignmentInput, count: number, valueOf: (cells: readonly number[]) => number): number {
  const place = (cells: readonly number[]): number =>
    cells.length === count
      ? valueOf(cells)
      : Math.max(...Array.from({ length: input.startSeconds.length }, (_, cell) => place([...cells, cell])));
  return place([]);
}
