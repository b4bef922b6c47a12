import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/core/paths.js";
import { isHigherBetter, parseDeclaration } from "../../src/evaluation/declaration.js";
import { evaluationTasks, findTasks } from "../../src/evaluation/registry.js";

describe("declarations of tasks", () => {
  const yaml = readFileSync(join(packageRoot, "src/evaluation/tasks/time-order.yaml"), "utf8");
  const parse = (text: string) => parseDeclaration(text, "own", "clips", "own.yaml");
  const faultOf = (text: string) => {
    try {
      parse(text);
    } catch (error) {
      return (error as Error).message;
    }
    return undefined;
  };

  it("are there for every task, each under its own name", () => {
    const declared = evaluationTasks.names.map((name) => evaluationTasks.createNamed(name).declared.name);
    expect(declared).to.deep.equal(evaluationTasks.names);
  });

  it("leave out what needs labels where there are none and nothing is asked for by name", () => {
    expect(new Set(findTasks([]).map(({ declared }) => declared.from))).to.deep.equal(new Set(["clips"]));
    expect(findTasks(["retrieval"])).to.have.length(1);
  });

  it("name the line and what is wrong there", () => {
    const lineOf = (part: string) => yaml.split("\n").findIndex((line) => line.includes(part)) + 1;
    expect(faultOf(yaml.replace("area: time", "area: tim"))).to.match(
      new RegExp(`^own\\.yaml:${lineOf("area:")}: "area" must be one of time, retrieval`),
    );
    expect(faultOf(yaml.replace("version: 1", "version: one"))).to.include(`own.yaml:${lineOf("version:")}: "version"`);
    expect(faultOf(yaml.replace("- [b, a]", "- [b, c]"))).to.include(`own.yaml:${lineOf("[b, a]")}: "clips.1.1.of"`);
    expect(faultOf(yaml.replace("[image, text]", "[sight]"))).to.match(/"requires\.0\.0" must be one of image/);
    expect(faultOf("from: [")).to.match(/own\.yaml:\d+: not valid YAML/);
  });

  it("need a text for each clip", () => {
    expect(faultOf(yaml.replace('  - "{b}, then {a}"\n', ""))).to.include("must have two options or more");
    expect(faultOf(yaml.replace(/texts:[^]*/, ""))).to.include("must have either texts or options");
  });

  it("need what their output type asks for", () => {
    const faultOfType = (type: string, rest = "") =>
      faultOf(yaml.replace("outputType: pair", `outputType: ${type}`).replace("clips:", `${rest}clips:`));
    expect(faultOfType("yes-no")).to.include("must have a question, texts that say yes and no");
    expect(faultOfType("yes-no", "question: Is it so?\nanswers: [yes]\n")).to.include("an answer for each clip");
    expect(faultOfType("yes-no", "question: Is it so?\nanswers: [yes, no]\n")).to.equal(undefined);
    expect(faultOfType("localise", "when: b\n")).to.include("must have one text, which is looked for");
    expect(faultOfType("rank")).to.equal(undefined);
    expect(faultOf(yaml.replace("outputType: pair", "outputType: caption").replace("  - [b, a]\n", ""))).to.include(
      "must have one text for each clip",
    );
  });

  it("change their hash with everything in them", () => {
    expect(parse(yaml).hash).to.not.equal(parse(yaml.replace("then {a}", "and then {a}")).hash);
  });

  it("say which figures are better the lower they are", () => {
    const lowerIsBetter = ["absent-*", "crashes"];
    const judged = ["absent-then-answered", "crashes", "recall-at-1"].map((figure) =>
      isHigherBetter({ lowerIsBetter }, figure),
    );
    expect(judged).to.deep.equal([false, false, true]);
  });
});
