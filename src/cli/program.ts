import { Command, Help } from "commander";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../core/paths.js";
import { examples } from "./examples.js";
import { toPrintableLines } from "../core/printable.js";
import { fillIn } from "./settings.js";
import { mark, toColoured } from "./style.js";

const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };

/** Has ffmpeg answer while the rest is loaded: starting it takes a fifth of a second. Whoever needs it is told what is wrong. */
const askFfmpeg = async () => (await import("../app/ffmpeg.js")).findFfmpeg().catch(() => {});
const loadVideos = async () => (await import("./commands/videos.js")).addVideosCommands;
const loadUpkeep = async () => (await import("./commands/upkeep.js")).addUpkeepCommands;

/** Each command by its first word. */
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
  marks: async () => (await import("./commands/marks.js")).addMarksCommand,
  verify: loadUpkeep,
  rebuild: loadUpkeep,
  reindex: async () => (await import("./commands/reindex.js")).addReindexCommand,
  models: async () => (await import("./commands/models.js")).addModelsCommand,
  serve: async () => (await import("./commands/serve.js")).addServeCommand,
  mcp: async () => (await import("./commands/mcp.js")).addMcpCommand,
  keys: async () => (await import("./commands/keys.js")).addKeysCommand,
  doctor: async () => (await import("./commands/doctor.js")).addDoctorCommand,
  evaluate: async () => (await import("./commands/evaluate.js")).addEvaluateCommand,
  completions: async () => (await import("./commands/completions.js")).addCompletionsCommand,
};

/** The command line with the command that `first` names; with all of them where it names none. */
export async function createProgram(first?: string): Promise<Command> {
  const program = new Command("kinodex")
    .description("Search a folder of videos by text: index files, then find the moments that match a description.")
    .version(version, "-v, --version")
    .showHelpAfterError("(run with --help for what is allowed)")
    .configureOutput({
      writeErr: (text) => process.stderr.write(toPrintableLines(text)),
      outputError: (text, write) => write(text.replace(/^error:/, "kinodex:")),
    })
    .configureHelp({
      styleTitle: (title) => toColoured(mark("title", title), true), // where there are no colours commander takes them out
      optionDescription: (option) =>
        new Help().optionDescription(option).replace(/ ?\(default: (?:false|\[\])\)|default: \[\], /, ""),
    })
    .exitOverride()
    .hook("preAction", (_, command) => fillIn(command));
  const asked = first !== undefined && Object.hasOwn(commands, first) ? commands[first] : undefined;
  const loads = asked ? [asked] : Object.entries(commands).map(([name, load]) => (name === "index" ? loadIndex : load));
  for (const load of new Set(loads)) (await load())(program);
  for (const command of [program, ...program.commands]) addExamples(command);
  return program;
}

const loadIndex = async () => (await import("./commands/index.js")).addIndexCommand;

/** Of a line of examples, so that it fits the terminal that people have. */
const maxExampleWidth = 80;

function addExamples(command: Command): void {
  const lines = examples[command.name()];
  if (!lines) return;
  const width = Math.max(...lines.map(([line]) => line.length));
  const beside = lines.map(([line, does]) => `  ${does ? `${line.padEnd(width)}  # ${does}` : line}`);
  const above = lines.flatMap(([line, does]) => [...(does ? [`  # ${does}`] : []), `  ${line}`]);
  const shown = beside.every((line) => line.length <= maxExampleWidth) ? beside : above;
  command.addHelpText("after", ({ error }) => (error ? "" : `\nExamples:\n${shown.join("\n")}`));
}
