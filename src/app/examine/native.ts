import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { existsSync } from "node:fs";
import { toMessage } from "../../core/errors.js";
import { packageRoot } from "../../core/paths.js";
import { openSqlite } from "../../core/sqlite.js";
import { decodeFrames } from "../../media/decode.js";
import { findFfmpeg } from "../../media/findFfmpeg.js";
import { probeMedia } from "../../media/probe.js";
import { loadSharp } from "../../media/sharp.js";
import { hasGraphs } from "../../store/vectors/hnswIndex.js";
import { vectorIndexes } from "../../store/vectors/registry.js";

/** One thing that was looked at. A note costs something and a fault stops Kinodex. */
export interface Finding {
  readonly subject: string;
  readonly state: "ok" | "note" | "fault";
  readonly detail: string;
}

/** Loads and uses every native part but onnxruntime, of which the providers tell. */
export async function examineNative(): Promise<Finding[]> {
  return [
    await examine("SQLite", examineSqlite),
    await examine("vector index", examineVectorIndex),
    await examine("pictures (sharp)", examineSharp),
    await examine("ffmpeg", examineFfmpeg),
  ];
}

type Examined = Omit<Finding, "subject">;

async function examine(subject: string, work: () => Promise<Examined>): Promise<Finding> {
  try {
    return { subject, ...(await work()) };
  } catch (error) {
    return { subject, state: "fault", detail: toMessage(error) };
  }
}

/** Stores a row in a file and finds it by a word. */
async function examineSqlite(): Promise<Examined> {
  return inFolder(async (folder) => {
    const database = openSqlite(join(folder, "probe.sqlite"));
    try {
      database.exec("PRAGMA journal_mode = WAL; CREATE VIRTUAL TABLE words USING fts5(text, tokenize = 'trigram')");
      database.prepare("INSERT INTO words (text) VALUES (?)").run("a dog on the beach");
      const found = database.prepare("SELECT text FROM words WHERE words MATCH ?").pluck().get("beach");
      if (found !== "a dog on the beach") throw new Error(`a word that was stored is not found: ${String(found)}`);
      const version = String(database.prepare("SELECT sqlite_version()").pluck().get());
      return { state: "ok", detail: `${version} stores, and finds words` };
    } finally {
      database.close();
    }
  });
}

/** Searches three vectors, in the graph too where it can be used. */
async function examineVectorIndex(): Promise<Examined> {
  const vectors = Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0);
  for (const name of hasGraphs() ? vectorIndexes.names : (["exact"] as const)) {
    const index = vectorIndexes.create({ name }, { dimension: 8, timesPerVector: 1 });
    await index.add({ firstId: 3, count: 3, videoId: "", times: new Float64Array(3), vectors });
    const [hit] = await index.search(vectors.slice(8, 16), 1);
    if (hit?.id !== 4) throw new Error(`the ${name} index finds vector ${hit?.id} instead of 4`);
  }
  if (hasGraphs()) return { state: "ok", detail: "exact search and HNSW graphs work" };
  const cost = "from 10,000 frames on a search takes longer (100,000: about 13 ms instead of 1)";
  return {
    state: "note",
    detail: `exact search works; HNSW graphs are not built: ${cost}. To add them: ${graphCommand()}`,
  };
}

/** Compiles hnswlib-node, with any npm: npm 12 runs no install script of a dependency, and needs none for this. */
function graphCommand(): string {
  const build = (option: string) => `npm explore ${option}hnswlib-node -- node-gyp rebuild`;
  if (!packageRoot.split(sep).includes("node_modules")) return build("");
  const project = packageRoot.slice(0, packageRoot.indexOf(`${sep}node_modules${sep}`));
  const option = existsSync(join(project, "package.json")) ? "" : "-g ";
  return `npm install ${option}--ignore-scripts hnswlib-node@3 && ${build(option)}`;
}

/** Writes a picture and reads it back. */
async function examineSharp(): Promise<Examined> {
  const sharp = loadSharp();
  const red = { width: 4, height: 4, channels: 3, background: "#ff0000" } as const;
  const png = await sharp({ create: red }).png().toBuffer();
  const { data } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  if (data[0] !== 255 || data[1] !== 0) throw new Error("a picture is read back with other colours");
  return { state: "ok", detail: `sharp ${sharp.versions.sharp ?? ""} writes and reads` };
}

/** A GIF of 8 by 8 red pixels. */
const redGif =
  "R0lGODlhCAAIAPAAAAAAAP8AACH5BAAKAAAALAAAAAAIAAgAAAIlTJgwYcKECRMmTJgwYcKECRMmTJgwYcKECRMmTJgwYcKECRMmBQA7";

/** Decodes a picture with the ffmpeg that will be used. */
async function examineFfmpeg(): Promise<Examined> {
  const { version, ffmpegPath, ffprobePath, untried, warning = untried } = await findFfmpeg();
  await inFolder(async (folder) => {
    const path = join(folder, "red.gif");
    await writeFile(path, Buffer.from(redGif, "base64"));
    const size = { width: 8, height: 8, fit: "stretch" } as const;
    const frames = decodeFrames(await probeMedia(path), { ...size, select: { mode: "all" }, maxFrames: 1 });
    for await (const { pixels } of frames)
      if ((pixels[0] as number) < 240 || (pixels[1] as number) > 15) throw new Error("a picture is decoded wrongly");
  });
  const detail = `${version} at ${ffmpegPath}${ffprobePath ? "" : ", without ffprobe"}`;
  return warning ? { state: "note", detail: `${detail}: ${warning}` } : { state: "ok", detail };
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "kinodex-doctor-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
