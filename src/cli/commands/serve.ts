import type { Command } from "commander";
import { InvalidArgumentError, Option } from "commander";
import { join } from "node:path";
import { stopSignals } from "../../core/stopSignals.js";
import { packageRoot } from "../../core/paths.js";
import { addAnswererOptions, toAnswerer, type AnswererOptions } from "../answerer.js";
import { addGrounderOption, type GrounderOptions } from "../grounder.js";
import { addMatcherOption, type MatcherOptions } from "../matcher.js";
import { addCommonOptions, createOutput, type CommonOptions } from "../output.js";

interface ServeOptions extends CommonOptions, AnswererOptions, GrounderOptions, MatcherOptions {
  readonly host: string;
  readonly port: number;
  readonly root: readonly string[];
  readonly pipeline: string;
  readonly model?: string;
  readonly allowOrigin: readonly string[];
  readonly requireKey: boolean;
}

/** `kinodex serve`. */
export function addServeCommand(program: Command): void {
  const answering = addGrounderOption(addAnswererOptions(addCommonOptions(program.command("serve"))));
  addMatcherOption(answering, "re-ranks what is asked to be")
    .description("serve an index over HTTP; without a key, to this machine only")
    .option("--host <address>", "address to listen on; any but a loopback one needs an API key", "127.0.0.1")
    .option("--port <n>", "port to listen on, 0 for any free one", toPort, 8710)
    .option("--root <dir>", "folder whose videos may be added by path; may be repeated", append, [])
    .option("--pipeline <name>", "preset of pipelines/ to index with", "archive")
    .option("--model <id>", "model of a new index; the one that ships without")
    .addOption(
      new Option("--allow-origin <origin>", "web site whose pages may use this server; may be repeated")
        .env("KINODEX_ALLOW_ORIGINS")
        .argParser(appendOrigins)
        .default([]),
    )
    .option("--require-key", "ask for an API key on a loopback address too", false)
    .action(runServe);
}

async function runServe(options: ServeOptions): Promise<void> {
  const output = createOutput(options);
  const [{ startServer }, { defaultLimits }, { defaultModelId, loadPreset }, { findFfmpeg }] = await Promise.all([
    import("../../api/server.js"),
    import("../../api/settings.js"),
    import("../../app/choices.js"),
    import("../../app/ffmpeg.js"),
  ]);
  const { index, host, port, root: roots, pipeline, model = defaultModelId, requireKey } = options;
  loadPreset(pipeline);
  const ffmpeg = await findFfmpeg();
  if (ffmpeg.warning) output.note(ffmpeg.warning);
  const stop = new Promise<void>((resolve) => {
    for (const signal of stopSignals()) process.once(signal, resolve);
  });
  const pages = join(packageRoot, "dist", "web");
  const { readOrigin } = await import("../../api/security/allowOrigins.js");
  const allowOrigins = options.allowOrigin.map(readOrigin);
  const settings = {
    index,
    host,
    port,
    roots,
    pipeline,
    model,
    allowOrigins,
    requireKey,
    answerer: toAnswerer(options),
    matcher: options.matcher,
    grounder: options.grounder,
    pages,
    limits: defaultLimits,
  };
  const server = await startServer(settings, output.problem);
  output.result({ url: server.url, index, roots }, () => `Kinodex listens on ${server.url} (Ctrl-C stops it)`);
  await stop;
  output.note("stopping");
  const deadline = setTimeout(() => process.exit(), defaultLimits.shutdownMs);
  await server[Symbol.asyncDispose]();
  clearTimeout(deadline);
}

function toPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new InvalidArgumentError("give a port between 0 and 65535.");
  return port;
}

/** Several as an environment variable has them: with spaces or commas. */
function appendOrigins(text: string, before: readonly string[]): readonly string[] {
  return [...before, ...text.split(/[\s,]+/).filter(Boolean)];
}

function append(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
