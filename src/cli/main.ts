#!/usr/bin/env node
import { CommanderError } from "commander";
import { exitCodes, reportFailure } from "./output.js";
import { createProgram } from "./program.js";

// A reader that has seen enough (`| head`) closes stdout; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.done);
  throw error;
});

try {
  const program = await createProgram(process.argv[2]);
  if (process.argv.length > 2) await program.parseAsync();
  else program.outputHelp();
} catch (error) {
  if (!(error instanceof CommanderError)) process.exitCode = reportFailure(error);
  else process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
}
