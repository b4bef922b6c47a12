import { expect } from "chai";
import { parseConceptBank } from "../../../src/annotators/concepts/conceptBank.js";
import { createQuestionMaker } from "../../../src/evaluation/language/descriptionQuestions.js";

const bank = parseConceptBank(
  "subjects: { an animal: [a dog | a puppy, a bird], things: [a ball, bread] }\ncolours: { plain: [red, blue] }",
  "bank.yaml",
);
const make = createQuestionMaker(bank);

describe("questions of a description", () => {
  it("ask whether each thing is there, in the words of the description, and which colour it has", () => {
    expect(make("A puppy chases a red ball past the dog, then the puppy sleeps")).to.deep.equal([
      { kind: "object", question: "Is there a puppy?", answer: "yes" },
      { kind: "object", question: "Is there a ball?", answer: "yes" },
      { kind: "colour", question: "What colour is the ball?", choices: ["red", "blue"], answer: "red" },
      { kind: "object", question: "Is there a dog?", answer: "yes" },
    ]);
  });

  it("ask how many there are of what is counted", () => {
    expect(make("three blue birds fly, and two ideas")).to.deep.equal([
      { kind: "counting", question: "How many birds are there?", answer: "3" },
    ]);
  });

  it("are none where nothing of the bank is named", () => {
    expect(make("the sea at night")).to.be.empty;
    expect(make("bread and dogs")).to.be.empty;
  });
});
