#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../core/paths.js";
import { exitCodes, reportFailure } from "./output.js";
import { toPrintableLines } from "./printable.js";

const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };

const program = new Command("kinodex")
  .description("Search a folder of videos by text: index files, then find the moments that match a description.")
  .version(version)
  .showHelpAfterError("(run with --help for what is allowed)")
  .configureOutput({ writeErr: (text) => process.stderr.write(toPrintableLines(text)) })
  .exitOverride();

/** Has ffmpeg answer while the rest is loaded: starting it takes a fifth of a second. Whoever needs it is told what is wrong. */
const askFfmpeg = async () => (await import("../app/ffmpeg.js")).findFfmpeg().catch(() => {});
const loadVideos = async () => (await import("./commands/videos.js")).addVideosCommands;
const loadUpkeep = async () => (await import("./commands/upkeep.js")).addUpkeepCommands;

/** Each command by its first word; only the one that is asked for is loaded, which halves the time to start. */
const commands: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  index: async () => {
    void askFfmpeg();
    return (await import("./commands/index.js")).addIndexCommand;
  },
  search: async () => (await import("./commands/search.js")).addSearchCommand,
  ask: async () => (await import("./commands/ask.js")).addAskCommand,
  export: async () => (await import("./commands/export.js")).addExportCommand,
  captions: async () => (await import("./commands/captions.js")).addCaptionsCommand,
  videos: loadVideos,
  remove: loadVideos,
  verify: loadUpkeep,
  rebuild: loadUpkeep,
  models: async () => (await import("./commands/models.js")).addModelsCommand,
  serve: async () => (await import("./commands/serve.js")).addServeCommand,
  mcp: async () => (await import("./commands/mcp.js")).addMcpCommand,
  keys: async () => (await import("./commands/keys.js")).addKeysCommand,
  doctor: async () => (await import("./commands/doctor.js")).addDoctorCommand,
  evaluate: async () => (await import("./commands/evaluate.js")).addEvaluateCommand,
};
const asked = Object.hasOwn(commands, process.argv[2] ?? "") ? commands[process.argv[2] as string] : undefined;
for (const load of asked ? [asked] : new Set(Object.values(commands))) (await load())(program);

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
