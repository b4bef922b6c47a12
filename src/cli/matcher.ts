import { Option, type Command } from "commander";

/** What a command says of what judges pictures and texts together. */
export interface MatcherOptions {
  readonly matcher?: string;
}

/** Gives a command the option that names a matching model. */
export function addMatcherOption(command: Command, does: string): Command {
  return command.addOption(
    new Option("--matcher <id>", `model that ${does}; see kinodex models`).env("KINODEX_MATCHER"),
  );
}
