import { setMaxListeners } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { openJobService, type Job } from "../app/jobService.js";
import { openKeptThings } from "../app/keptThings.js";
import { openServedIndex, type ServedIndex } from "../app/servedIndex.js";
import { KinodexError, toMessage } from "../core/errors.js";
import { isLoopback } from "../core/loopback.js";
import { packageRoot } from "../core/paths.js";
import { createApp } from "./app.js";
import type { ApiContext } from "./context.js";
import { adoptStoredUploads, openUploads } from "./files/uploads.js";
import { createGate } from "./gate.js";
import { createHttpServer } from "./httpServer.js";
import { createMetrics, type Metrics } from "./metrics.js";
import { createAllowedRoots } from "./security/allowedRoots.js";
import { createKeyStore } from "./security/keys.js";
import { createRateLimit } from "./security/rateLimit.js";
import { openServiceDatabase } from "./serviceDatabase.js";
import type { ServerSettings } from "./settings.js";

/** A server that listens. */
export interface RunningServer extends AsyncDisposable {
  readonly url: string;
  readonly context: ApiContext;
}

/**
 * Opens an index and serves it. Disposing stops accepting, lets requests end, puts running jobs back, saves, and closes
 * all within the time that the settings allow.
 *
 * @throws {KinodexError} `usage` for an address that others can reach while there is no key; what opening the index and
 *   the model throws; `environment` when the address cannot be listened on.
 */
export async function startServer(settings: ServerSettings, log: (message: string) => void): Promise<RunningServer> {
  const opened: AsyncDisposable[] = [];
  try {
    return await open(settings, log, opened);
  } catch (error) {
    await closeAll(opened);
    throw error;
  }
}

/** Closes parts, those that were opened last first. */
async function closeAll(parts: readonly AsyncDisposable[]): Promise<void> {
  for (const part of parts.toReversed()) await part[Symbol.asyncDispose]();
}

async function open(
  settings: ServerSettings,
  log: (message: string) => void,
  opened: AsyncDisposable[],
): Promise<RunningServer> {
  const { limits } = settings;
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal); // each picture that is waited for listens
  const context = await openContext(settings, log, opened, stopping.signal);
  await context.index.warmUp();
  const app = createApp(context, (requestId, error) => log(`${requestId}: ${toMessage(error)}`));
  const server = createHttpServer(app, limits);
  await listen(server, settings);
  const { address, port } = server.address() as AddressInfo;
  const host = address.includes(":") ? `[${address}]` : address;
  return {
    url: `http://${host}:${port}`,
    context,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      stopping.abort(new KinodexError("interrupted", "the server is shutting down"));
      server.closeIdleConnections();
      const impatient = setTimeout(() => server.closeAllConnections(), limits.shutdownMs / 2);
      await Promise.all([closed, closeAll(opened)]);
      clearTimeout(impatient);
    },
  };
}

/** Opens what the routes work with; `opened` holds what is to be closed, even where this throws. */
async function openContext(
  settings: ServerSettings,
  log: (message: string) => void,
  opened: AsyncDisposable[],
  shutdown: AbortSignal,
): Promise<ApiContext> {
  const { limits, index: directory } = settings;
  const database = openServiceDatabase(directory);
  opened.push({ [Symbol.asyncDispose]: async () => database.close() });
  const keys = createKeyStore(database);
  const keyNeeded = settings.requireKey || !isLoopback(settings.host);
  if (keyNeeded && keys.list().length === 0) throw noKey(settings);
  const index = await openServedIndex({
    directory,
    modelId: settings.model,
    answerer: settings.answerer,
    matcher: settings.matcher,
    grounder: settings.grounder,
    onNotice: log,
  });
  opened.push(index);
  const kept = openKeptThings(directory);
  opened.push(kept);
  const uploads = openUploads(directory, limits);
  opened.push({ [Symbol.asyncDispose]: async () => uploads[Symbol.dispose]() });
  const searchGate = createGate("searches", limits.searchesAtOnce, limits.searchesWaiting);
  const asksServer = settings.answerer !== undefined && settings.answerer !== "retrieval";
  const takesLong = asksServer || settings.matcher !== undefined || settings.grounder !== undefined;
  const questionGate = takesLong
    ? createGate("questions", limits.questionsAtOnce, limits.questionsWaiting)
    : searchGate;
  const mediaGate = createGate("pictures", limits.mediaAtOnce, limits.mediaWaiting);
  const metrics = createMetrics(() => jobs.counts(), { search: searchGate, media: mediaGate });
  const onError = (error: unknown): void => log(toMessage(error));
  const jobs = openJobService({
    directory,
    maxOpen: limits.jobsOpen,
    maxRunning: limits.jobsAtOnce,
    stopWithinMs: limits.shutdownMs - 3_000,
    isIndexed: async (path) => (await index.findVideo(path)) !== undefined,
    onNotice: log,
    onEnded: (job) => void countIndexed(job, index, metrics).catch(onError),
  });
  opened.push(jobs);
  await adoptStoredUploads(uploads, jobs, index, settings);
  void uploads.resumable.deleteExpired().catch(onError);
  return {
    settings,
    version: readVersion(),
    index,
    jobs,
    kept,
    uploads,
    roots: createAllowedRoots([...settings.roots, join(uploads.folder, "stored")]),
    keys,
    keyNeeded,
    takeToken: createRateLimit(limits.requestsPerSecond, limits.requestBurst),
    metrics,
    searchGate,
    questionGate,
    mediaGate,
    shutdown,
  };
}

async function countIndexed({ result }: Job, index: ServedIndex, metrics: Metrics): Promise<void> {
  if (result?.type !== "indexed") return;
  const video = await index.findVideo(result.videoId);
  metrics.indexedFrames.inc(video?.frameCount ?? 0);
  metrics.indexedSeconds.inc(video?.durationSeconds ?? 0);
}

function noKey({ host, index }: ServerSettings): KinodexError {
  return new KinodexError(
    "usage",
    `listening on ${host} needs an API key, and the index ${index} has none: make one with "kinodex keys add NAME --index ${index}", or listen on 127.0.0.1`,
    { host },
  );
}

async function listen(server: ReturnType<typeof createHttpServer>, { host, port }: ServerSettings): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        new KinodexError("environment", `cannot listen on ${host}:${port}: ${toReason(error)}`, { host, port }, error),
      ),
    );
    server.listen(port, host, resolve);
  });
}

function toReason(error: Error): string {
  if ("code" in error && error.code === "EADDRINUSE")
    return "another program, or another Kinodex, listens there; give another port, or 0 for any free one";
  return toMessage(error);
}

function readVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { readonly version: string }).version;
}
