import { expect } from "chai";
import { z } from "zod";
import { createRegistry, toEntry } from "../../src/core/registry.js";
import { isKinodexError } from "../../src/core/errors.js";

const shapes = createRegistry("shape", {
  circle: toEntry(z.strictObject({ radius: z.number() }), ({ radius }, unit: string) => `${radius} ${unit} around`),
  square: toEntry(z.strictObject({ side: z.number().default(1) }), ({ side }, unit: string) => `${side} ${unit} wide`),
});

describe("createRegistry", () => {
  it("builds what is named from its options and parts", () => {
    expect(shapes.names).to.deep.equal(["circle", "square"]);
    expect(shapes.create({ name: "circle", radius: 3 }, "cm")).to.equal("3 cm around");
    expect(shapes.create(shapes.schema.parse({ name: "square" }), "m")).to.equal("1 m wide");
  });

  it("refuses options of another name, keys that do not exist and names that do not", () => {
    for (const wrong of [{ name: "circle", side: 2 }, { name: "square", side: 1, top: 2 }, { name: "cube" }, {}])
      expect(shapes.schema.safeParse(wrong).success, JSON.stringify(wrong)).to.equal(false);
    expect(shapes.keysOf("square")).to.deep.equal(["name", "side"]);
    expect(shapes.keysOf("toString")).to.deep.equal(["name"]);
  });

  it("lists what exists where a name does not, names of the prototype included", () => {
    for (const name of ["cube", "toString"])
      expect(() => shapes.create({ name } as never, "m"))
        .to.throw(`there is no shape "${name}"; choose one of circle, square`)
        .and.satisfy((error: unknown) => isKinodexError(error, "usage"));
  });

  it("reads the name under the key that an extension point gives it", () => {
    const drinks = createRegistry(
      "drink",
      { tea: toEntry(z.strictObject({ cups: z.number() }), ({ cups }) => cups) },
      "kind",
    );
    expect(drinks.create(drinks.schema.parse({ kind: "tea", cups: 2 }))).to.equal(2);
    expect(drinks.keysOf("tea")).to.deep.equal(["kind", "cups"]);
    expect(drinks.schema.safeParse({ name: "tea", cups: 2 }).success).to.equal(false);
    expect(() => drinks.create({ kind: "milk" } as never)).to.throw('there is no drink "milk"; choose one of tea');
  });
});
