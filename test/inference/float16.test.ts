import { expect } from "chai";
import { fromFloat16, toFloat16 } from "../../src/inference/float16.js";

describe("float16", () => {
  it("gives every value of 16 bits back", () => {
    const bits = Uint16Array.from({ length: 65_536 }, (_, n) => n).filter(
      (n) => (n & 0x7c00) !== 0x7c00 || !(n & 0x3ff),
    );
    expect(toFloat16(fromFloat16(bits))).to.deep.equal(bits);
  });

  it("knows some values by name", () => {
    expect([...fromFloat16(Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00))]).to.deep.equal([
      1,
      -2,
      65_504,
      2 ** -24,
      Number.POSITIVE_INFINITY,
    ]);
    expect(fromFloat16(toFloat16(Float32Array.of(Number.NaN)))[0]).to.satisfy(Number.isNaN);
  });

  it("rounds to the nearest, ties to even, and to infinity what is too large", () => {
    const between = [1 + 1 / 2048, 1 + 3 / 2048, 1 + 3 / 4096, 2 ** -25, 3 * 2 ** -25, 65_519, 65_520];
    const found = [...fromFloat16(toFloat16(Float32Array.from(between)))];
    const next = 1 + 1 / 1024;
    expect(found).to.deep.equal([1, 1 + 2 / 1024, next, 0, 2 ** -23, 65_504, Number.POSITIVE_INFINITY]);
  });
});
