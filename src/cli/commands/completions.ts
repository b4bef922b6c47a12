import { Argument, type Command } from "commander";
import { shells, toCompletions, type Shell } from "../completions.js";

/** `kinodex completions SHELL`. */
export function addCompletionsCommand(program: Command): void {
  program
    .command("completions")
    .addArgument(new Argument("<shell>", "what the script is for").choices(shells))
    .description("print a script that completes commands and options in your shell")
    .action(async (shell: Shell) => {
      const { createProgram } = await import("../program.js"); // here only this command is loaded
      process.stdout.write(toCompletions(await createProgram(), shell));
    });
}
