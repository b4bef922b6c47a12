#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../core/paths.js";
import { addCaptionsCommand } from "./commands/captions.js";
import { addAskCommand } from "./commands/ask.js";
import { addDoctorCommand } from "./commands/doctor.js";
import { addEvaluateCommand } from "./commands/evaluate.js";
import { addExportCommand } from "./commands/export.js";
import { addIndexCommand } from "./commands/index.js";
import { addKeysCommand } from "./commands/keys.js";
import { addModelsCommand } from "./commands/models.js";
import { addSearchCommand } from "./commands/search.js";
import { addServeCommand } from "./commands/serve.js";
import { addUpkeepCommands } from "./commands/upkeep.js";
import { addVideosCommands } from "./commands/videos.js";
import { exitCodes, reportFailure } from "./output.js";

const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };

const program = new Command("kinodex")
  .description("Search a folder of videos by text: index files, then find the moments that match a description.")
  .version(version)
  .showHelpAfterError("(run with --help for what is allowed)")
  .exitOverride();

for (const add of [
  addIndexCommand,
  addSearchCommand,
  addAskCommand,
  addExportCommand,
  addCaptionsCommand,
  addVideosCommands,
  addUpkeepCommands,
  addModelsCommand,
  addServeCommand,
  addKeysCommand,
  addDoctorCommand,
  addEvaluateCommand,
]) {
  add(program);
}

// A reader that has seen enough (`| head`) closes stdout; that is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.done);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) process.exitCode = reportFailure(error);
  else process.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
}
