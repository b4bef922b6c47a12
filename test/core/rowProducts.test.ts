import { expect } from "chai";
import { createRandom } from "../../src/core/random.js";
import { rowProducts } from "../../src/core/rowProducts.js";
import { dotRow } from "../../src/core/vectors.js";

describe("rowProducts", () => {
  const random = createRandom(3);
  const draw = (length: number) => Float32Array.from({ length }, () => 2 * random() - 1);

  for (const dimension of [1, 7, 8, 24, 256, 768, 12_288, 12_296]) {
    it(`is the inner product of every row of dimension ${dimension}`, () => {
      const rows = dimension < 1000 ? 700 : 25;
      const [matrix, query] = [draw(rows * dimension), draw(dimension)];
      const products = rowProducts(matrix, query, new Float32Array(rows));
      for (const [row, product] of products.entries()) {
        expect(product, `row ${row}`).to.be.closeTo(dotRow(matrix, row, query), 1e-6 * dimension);
      }
    });
  }

  it("writes the rows that are asked for, and no others", () => {
    const [matrix, query] = [draw(10 * 16), draw(16)];
    const products = rowProducts(matrix, query, new Float32Array(10).fill(9), 4, 6);
    expect([...products].map((product) => product !== 9)).to.deep.equal(
      Array.from({ length: 10 }, (_, row) => row === 4 || row === 5),
    );
    expect(products[5]).to.be.closeTo(dotRow(matrix, 5, query), 1e-5);
  });

  it("gives no products for no rows", () => {
    expect(rowProducts(new Float32Array(0), draw(16), new Float32Array(0))).to.have.length(0);
  });
});
