import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { KinodexError } from "../../core/errors.js";
import { makeFolder } from "../../core/makeFolder.js";
import { writeOutput } from "../../core/outputFile.js";
import { digestOf } from "../../inference/session/verifiedFile.js";
import type { FetchedModel, FetchedSettings, HubLayout, LayoutFiles } from "../families/hubLayout.js";
import type { ModelFile } from "../manifest/fields.js";
import { readFetchedSettings } from "./fetchedSettings.js";
import { fetchFile, type FetchedFile, type FetchOptions } from "./fetchFile.js";
import { inspectGraph } from "./inspectGraph.js";
import { checkLicence } from "./licences.js";
import { readLock, writeLock, type ModelLock } from "./lockFile.js";
import { externalDataOf } from "./onnxFile.js";
import type { Precision } from "../precision.js";
import { parseManifest } from "./readManifest.js";
import { recogniseLayout } from "./recogniseLayout.js";
import { tryCapabilities } from "./verify.js";
import type { Repository, RepositoryFile } from "./repository/repository.js";

export interface PullRepositoryOptions extends FetchOptions {
  /** Default: q8 where the repository has it, else fp32, else fp16. */
  readonly precision?: Precision | undefined;
  /** Whether a licence that allows research alone was accepted. Default: false. */
  readonly acceptsLicence?: boolean | undefined;
  /** Told once it is known what is fetched. */
  readonly onPlan?: ((plan: PullPlan) => void) | undefined;
}

/** What is fetched of a repository. */
export interface PullPlan {
  readonly id: string;
  readonly source: string;
  readonly revision: string | undefined;
  readonly layout: string;
  readonly precision: Precision;
  readonly licence: string;
  readonly fileCount: number;
  /** As far as the repository states sizes. */
  readonly sizeBytes: number;
}

/** Files that are fetched at a time. */
const filesAtOnce = 3;
/** The largest tokenisers are half of this. */
const maxSettingsBytes = 64 * 2 ** 20;
const preferred: readonly Precision[] = ["q8", "fp32", "fp16"];

/**
 * Fetches a repository into a folder and writes the manifest that makes a model of it.
 *
 * What was decided at first, the commit and the digests, is locked in the folder: a pull that was interrupted goes on with the
 * same bytes. The manifest is written last, so that a model that is not whole is no model.
 *
 * @throws {KinodexError} `model` for a layout that Kinodex does not know, or files that are not what they should be; `usage`
 *   for a precision that there is not, or a licence that was not accepted; else as {@link fetchFile} does
 */
export async function pullRepository(
  repository: Repository,
  folder: string,
  options: PullRepositoryOptions = {},
): Promise<PullPlan> {
  const { layout, found } = recogniseLayout(repository);
  const locked = await readLock(folder);
  if (locked) checkSameFolder(repository, locked, folder);
  const precision = choosePrecision(repository, found, options.precision);
  const graphs = found.graphs[precision] ?? [];
  const files = [...found.settings, ...graphs.flatMap((graph) => [graph, ...weightsBeside(repository, graph)])];
  const lock = toLock(repository, precision, files, locked);
  const plan = toPlan(repository, layout, lock);
  checkSettings(plan, found.settings, lock);
  checkLicence(plan, options.acceptsLicence);
  makeFolder(folder);
  await writeLock(folder, lock);
  options.onPlan?.(plan);
  const fetchOnly = (paths: readonly string[]) => fetchAll(repository, lock, folder, paths, options);
  const first = await fetchOnly(found.settings);
  const settings = { about: toAbout(plan), ...(await readFetchedSettings(folder, found.settings)) };
  layout.checkSettings?.(settings);
  const fetched = new Map([...first, ...(await fetchOnly(files.filter((path) => !first.has(path))))]);
  await writeLock(folder, { ...lock, files: { ...lock.files, ...Object.fromEntries(fetched) } });
  const manifest = layout.toManifest(await inspect({ repository, settings, fetched, folder, graphs }));
  const path = join(folder, "manifest.json");
  const failed = (await tryCapabilities({ manifest: parseManifest(manifest, path), folder })).find(({ ok }) => !ok);
  if (failed) {
    const message = `${plan.id} is no model that runs here: ${failed.subject}: ${failed.detail}`;
    throw new KinodexError("model", message, { id: plan.id });
  }
  await writeOutput(path, `${JSON.stringify(manifest, null, 2)}\n`, { overwrite: true });
  return plan;
}

/** Two folders of one name would become one model. */
function checkSameFolder({ id, source, revision }: Repository, locked: ModelLock, folder: string): void {
  if (revision !== undefined || locked.source === source) return;
  const message = `${id} was pulled from ${locked.source} before: rename the folder ${source}, or remove ${folder}`;
  throw new KinodexError("usage", message, { id, folder });
}

function choosePrecision({ id }: Repository, { graphs }: LayoutFiles, asked: Precision | undefined): Precision {
  const there = preferred.filter((precision) => graphs[precision] !== undefined);
  const chosen = asked ?? there[0];
  if (chosen !== undefined && there.includes(chosen)) return chosen;
  throw new KinodexError("usage", `${id} has no graphs in ${asked}: choose ${there.join(" or ")}`, {
    id,
    precision: asked,
  });
}

/** Files of weights by the names that exporters give them: `model.onnx_data`, `model.onnx_data_1`, `model.onnx.data`. */
function weightsBeside({ files }: Repository, graph: string): string[] {
  return files
    .map(({ path }) => path)
    .filter((path) => path.startsWith(graph) && /^[._]data(?:_\d+)?$/.test(path.slice(graph.length)));
}

/** Settings are read as a whole: one without end would take all memory. */
function checkSettings({ id }: PullPlan, settings: readonly string[], { files }: ModelLock): void {
  const tooLarge = settings.find((path) => (files[path]?.sizeBytes ?? 0) > maxSettingsBytes);
  if (tooLarge === undefined) return;
  const message = `refused ${tooLarge} of ${id}: it has ${files[tooLarge]?.sizeBytes} bytes, and settings may have ${maxSettingsBytes}`;
  throw new KinodexError("model", message, { path: tooLarge });
}

/** What is locked stays so while the commit does. */
function toLock(
  { id, source, revision, licence, files }: Repository,
  precision: Precision,
  wanted: readonly string[],
  before: ModelLock | undefined,
): ModelLock {
  const known = before?.revision === revision && before?.source === source ? before.files : {};
  const stated = files.filter(({ path }) => wanted.includes(path));
  return {
    id,
    source,
    revision,
    licence,
    precision,
    files: Object.fromEntries(
      stated.map(({ path, sizeBytes, digest }) => [path, known[path] ?? { sizeBytes, ...digest }] as const),
    ),
  };
}

function toPlan(
  { id, source, revision }: Repository,
  { name }: HubLayout,
  { precision, licence, files }: ModelLock,
): PullPlan {
  const sizes = Object.values(files).map(({ sizeBytes = 0 }) => sizeBytes);
  return {
    id,
    source,
    revision,
    layout: name,
    precision,
    licence: licence ?? "not stated",
    fileCount: sizes.length,
    sizeBytes: sizes.reduce((total, bytes) => total + bytes, 0),
  };
}

function toAbout({ id, source, revision, licence, layout, precision }: PullPlan): FetchedSettings["about"] {
  return { id, licence, source, revision, description: `${layout}, ${precision}` };
}

/** Fetches what is not there yet, several files side by side; the first failure stops the others. */
async function fetchAll(
  repository: Repository,
  { files }: ModelLock,
  folder: string,
  paths: readonly string[],
  options: PullRepositoryOptions,
): Promise<ReadonlyMap<string, FetchedFile>> {
  const fetched = new Map<string, FetchedFile>();
  const asked = Object.entries(files).filter(([path]) => paths.includes(path));
  const waiting = asked.map(([path, { sizeBytes, sha256, gitSha1 }]): RepositoryFile => {
    const digest = sha256 !== undefined ? { sha256 } : gitSha1 !== undefined ? { gitSha1 } : undefined;
    return { path, sizeBytes, digest };
  });
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const work = async () => {
    for (let file = waiting.shift(); file && !stop.signal.aborted; file = waiting.shift()) {
      const target = join(folder, file.path);
      const present = await presentAt(target, file);
      fetched.set(file.path, present ?? (await fetchFile(repository, file, target, { ...options, signal })));
    }
  };
  const failures: unknown[] = [];
  const fail = (error: unknown) => {
    failures.push(error);
    stop.abort();
  };
  await Promise.all(Array.from({ length: filesAtOnce }, () => work().catch(fail)));
  if (failures.length > 0) throw failures[0];
  return fetched;
}

/** A file that was fetched before, where it still is the one that is locked; one without a digest is fetched again. */
async function presentAt(path: string, { digest }: RepositoryFile): Promise<FetchedFile | undefined> {
  if (!existsSync(path) || !digest || !("sha256" in digest)) return undefined;
  const sha256 = await digestOf(path);
  if (sha256 !== digest.sha256) return undefined;
  return { sha256, sizeBytes: (await stat(path)).size };
}

interface Arrived {
  readonly repository: Repository;
  readonly settings: FetchedSettings;
  readonly fetched: ReadonlyMap<string, FetchedFile>;
  readonly folder: string;
  readonly graphs: readonly string[];
}

/** Looks into what has arrived: graphs are opened once. */
async function inspect({ repository, settings, fetched, folder, graphs }: Arrived): Promise<FetchedModel> {
  const file = (path: string): ModelFile => {
    const known = fetched.get(path);
    if (!known)
      throw new KinodexError("model", `${repository.id} has no ${path}, which another of its files names`, { path });
    return { file: path, sha256: known.sha256, sizeBytes: known.sizeBytes, url: repository.urlOf(path) };
  };
  const opened = graphs.map(async (path) => {
    const names = await externalDataOf(join(folder, path));
    const externalData = names.map((name) => file(dirname(path) === "." ? name : `${dirname(path)}/${name}`));
    return inspectGraph({ ...file(path), externalData }, folder);
  });
  return { ...settings, graphs: await Promise.all(opened), file };
}
