import { expect } from "chai";
import { z } from "zod";
import { toFault } from "../../src/core/schemaFault.js";

describe("toFault", () => {
  it("says what a value must be, in words", () => {
    const schema = z.strictObject({
      count: z.int().min(1).max(9),
      share: z.number().gt(0).lt(1),
      name: z.string().min(1).max(5),
      kind: z.enum(["one", "other"]),
      list: z.array(z.number()).max(2),
    });
    const right = { count: 3, share: 0.5, name: "x", kind: "one", list: [] };
    for (const [wrong, told] of [
      [{ count: "3" }, "must be a number"],
      [{ count: 3.5 }, "must be a whole number"],
      [{ count: 0 }, "must be at least 1"],
      [{ count: 10 }, "must be at most 9"],
      [{ share: 0 }, "must be more than 0"],
      [{ share: 1 }, "must be less than 1"],
      [{ name: "" }, "must not be empty"],
      [{ name: "longer" }, "must have at most 5 characters"],
      [{ kind: "none" }, "must be one of one, other"],
      [{ list: [1, 2, 3] }, "must have at most 2 items"],
      [{ list: 1 }, "must be a list"],
      [{ more: 1 }, 'has no "more"'],
    ] as const) {
      const [issue] = schema.safeParse({ ...right, ...wrong }).error?.issues ?? [];
      expect(issue && toFault(issue), JSON.stringify(wrong)).to.equal(told);
    }
  });
});
