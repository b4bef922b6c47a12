import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Answer, Client, SearchResponse } from "../../src/client/client.js";
import { packageRoot } from "../../src/core/paths.js";

const folder = join(packageRoot, "samples");

/** What is said in `reef.mp4` of {@link copySamples}. */
export const said = [
  { startSeconds: 1, endSeconds: 4, text: "Please mind the gap." },
  { startSeconds: 5, endSeconds: 8, text: "Tickets are sold upstairs." },
] as const;

/** Copies the samples, with subtitles beside one of them. */
export function copySamples(to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".mp4")))
    copyFileSync(join(folder, name), join(to, name));
  const lines = said.map(
    ({ startSeconds, endSeconds, text }, n) =>
      `${n + 1}\n00:00:0${startSeconds},000 --> 00:00:0${endSeconds},000\n${text}\n`,
  );
  writeFileSync(join(to, "reef.srt"), lines.join("\n"));
}

// Which of them a model knows is for the model to say; that the pages show what it says is what is tested.

/** A description from the samples that is found with confidence. */
export async function findFound(client: Client): Promise<SearchResponse> {
  const { queries } = JSON.parse(readFileSync(join(folder, "samples.json"), "utf8")) as {
    readonly queries: readonly { readonly query: string }[];
  };
  return firstOf(
    queries.map(({ query }) => query),
    (query) => client.search({ query }),
    ({ answered }) => answered,
  );
}

/** A description of something that no sample shows, and that is not found. */
export async function findAbsent(client: Client): Promise<SearchResponse> {
  const absent = ["a man plays the violin in a concert hall", "two wrestlers in a ring", "a dentist at work", "lava"];
  return firstOf(
    absent,
    (query) => client.search({ query }),
    ({ answered }) => !answered,
  );
}

/** A question about the samples that is answered with evidence, or one that is not answered. */
export async function findAnswer(client: Client, isAnswered: boolean): Promise<Answer> {
  const questions = readFileSync(join(folder, "manifest.jsonl"), "utf8")
    .trim()
    .split("\n")
    .flatMap((line) => (JSON.parse(line) as { readonly qa: readonly { readonly question: string }[] }).qa);
  return firstOf(
    questions.map(({ question }) => question),
    (question) => client.ask({ question }),
    ({ abstained, evidence }) => (isAnswered ? !abstained && evidence.length > 0 : abstained),
  );
}

async function firstOf<Value>(
  inputs: readonly string[],
  ask: (input: string) => Promise<Value>,
  accept: (value: Value) => boolean,
): Promise<Value> {
  for (const input of inputs) {
    const value = await ask(input);
    if (accept(value)) return value;
  }
  throw new Error(`none of these is answered as it is needed here: ${inputs.join("; ")}`);
}
