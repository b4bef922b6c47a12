import { Option, type Command } from "commander";
import type { AskedAnswerer } from "../app/answerer.js";

/** What a command says of who answers questions. */
export interface AnswererOptions {
  readonly answerer?: string;
  readonly allowRemoteAnswerer: boolean;
}

/** Gives a command the options that say who answers questions. */
export function addAnswererOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--answerer <answerer>",
        "what answers questions: a model that is here, by its id; a server, like http://127.0.0.1:11434/v1#MODEL; or retrieval: Kinodex itself",
      ).env("KINODEX_ANSWERER"),
    )
    .option("--allow-remote-answerer", "let pictures of your videos leave this machine for the answerer", false);
}

/** `owner/name`; an address has a colon. */
const modelId = /^[\w.-]+\/[\w.-]+$/;

/** What a command was told; undefined where it was told nothing. */
export function toAnswerer({ answerer, allowRemoteAnswerer }: AnswererOptions): AskedAnswerer | undefined {
  if (answerer === undefined || answerer === "retrieval") return answerer;
  if (modelId.test(answerer)) return { model: answerer };
  return { address: answerer, allowRemote: allowRemoteAnswerer };
}
