import { Option, type Command } from "commander";

/** What a command says of who finds where in a picture something is. */
export interface GrounderOptions {
  readonly grounder?: string;
}

/** Gives a command the option that says it. */
export function addGrounderOption(command: Command): Command {
  return command.addOption(
    new Option(
      "--grounder <model>",
      "model that shows where in the picture something is, like onnx-community/Florence-2-base-ft",
    ).env("KINODEX_GROUNDER"),
  );
}
