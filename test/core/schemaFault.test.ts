import { expect } from "chai";
import { z } from "zod";
import { flattenIssue, toFault } from "../../src/core/schemaFault.js";

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

  it("says of what may be one thing or another what is wrong with the one that it is nearest to", () => {
    const part = z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("phrase"), text: z.string().min(1) }),
      z.strictObject({ type: z.literal("then"), parts: z.array(z.string()).min(2) }),
    ]);
    const schema = z.strictObject({ query: z.union([z.string().min(1), part]) });
    const told = (query: unknown) =>
      schema
        .safeParse({ query })
        .error?.issues.flatMap(flattenIssue)
        .map((issue) => `${issue.path.join(".")} ${toFault(issue)}`);
    expect(told(5)).to.deep.equal(["query must be a text or a group of keys"]);
    expect(told("")).to.deep.equal(["query must not be empty"]);
    expect(told({ type: "none" })).to.deep.equal(["query.type must be one of phrase, then"]);
    expect(told({ type: "then", parts: ["a"] })).to.deep.equal(["query.parts must have at least 2 items"]);
  });

  it("takes a schema's own words", () => {
    const schema = z.strictObject({ id: z.string().regex(/^x/, "must begin with x"), job: z.uuid().optional() });
    const [own] = schema.safeParse({ id: "y" }).error?.issues ?? [];
    expect(own && toFault(own)).to.equal("must begin with x");
    const [uuid] = schema.safeParse({ id: "x", job: "y" }).error?.issues ?? [];
    expect(uuid && toFault(uuid)).to.equal("must be a UUID");
  });
});
