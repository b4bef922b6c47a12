import { expect } from "chai";
import { alternativeForms, eitherForms } from "../../src/qa/language/alternatives.js";
import { clozeForms } from "../../src/qa/language/cloze.js";
import { countForms, countings } from "../../src/qa/language/count.js";
import { readBy, rewrite, type Form, type Rewrite } from "../../src/qa/language/form.js";
import { insideAsides, openingForms, videoAsides } from "../../src/qa/language/normalise.js";
import { outsideForms } from "../../src/qa/language/outside.js";
import { partForms } from "../../src/qa/language/parts.js";
import { appearances, happenings, polarForms, seeingForms, sightings } from "../../src/qa/language/polar.js";
import { nounForms, predicateForms, templateForms } from "../../src/qa/language/predicate.js";
import { lastings, showings, timeForms, turns } from "../../src/qa/language/times.js";
import { whForms } from "../../src/qa/language/wh.js";

const forms: Readonly<Record<string, readonly Form<unknown>[]>> = {
  openingForms,
  outsideForms,
  clozeForms,
  eitherForms,
  alternativeForms,
  timeForms,
  countForms,
  seeingForms,
  polarForms,
  partForms,
  whForms,
  nounForms,
  predicateForms,
  templateForms,
};

const rewrites: Readonly<Record<string, readonly Rewrite[]>> = {
  videoAsides,
  insideAsides,
  sightings,
  happenings,
  appearances,
  turns,
  showings,
  lastings,
  countings,
};

describe("the forms of questions", () => {
  for (const [name, table] of Object.entries(forms))
    describe(name, () => {
      for (const form of table) {
        const { pattern, example, reads } = form;
        it(`reads "${example}"`, () => {
          expect(readBy([form], example)).to.deep.equal(reads);
          const taker = table.find((other) => other.pattern.test(example));
          expect(taker?.pattern, "an earlier row takes it").to.equal(pattern);
          const others = table.filter((other) => other !== form);
          expect(readBy(others, example), "the row is not needed").to.not.deep.equal(reads);
        });
      }
    });

  for (const [name, table] of Object.entries(rewrites))
    describe(name, () => {
      for (const row of table)
        it(`makes of "${row.example}" "${row.reads}"`, () => {
          expect(row.example).to.not.equal(row.reads);
          expect(rewrite([row], row.example)).to.equal(row.reads);
          expect(rewrite(table, row.example), "another row changes it too").to.equal(row.reads);
        });
    });
});
