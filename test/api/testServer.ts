import { join } from "node:path";
import { startServer, type RunningServer } from "../../src/api/server.js";
import { defaultLimits, type Limits, type ServerSettings } from "../../src/api/settings.js";
import { createClient, type Client, type JobView } from "../../src/client/client.js";
import { useTinyModels } from "../fixtures/tinyModels.js";
import { ffmpeg } from "../media/renderClip.js";

/** A server on an index of its own, and how to speak with it. */
export interface TestServer extends RunningServer {
  readonly client: Client;
}

/** Starts a server with the small model; the folder belongs to the caller. */
export async function startTestServer(
  index: string,
  changes: Partial<Omit<ServerSettings, "limits">> & { readonly limits?: Partial<Limits> } = {},
): Promise<TestServer> {
  const models = useTinyModels();
  const server = await startServer(
    {
      index,
      host: "127.0.0.1",
      port: 0,
      roots: [],
      model: "test/tiny",
      pipeline: "archive",
      pages: join(index, "no-pages"),
      allowOrigins: [],
      requireKey: false,
      ...changes,
      limits: { ...defaultLimits, freeBytes: 0, ...changes.limits },
    },
    () => {},
  ).catch((reason: unknown) => {
    models[Symbol.dispose]();
    throw reason;
  });
  return {
    ...server,
    client: createClient({ url: server.url }),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      models[Symbol.dispose]();
    },
  };
}

/** Renders a small video. */
export function renderVideo(path: string, seconds: number, source = "testsrc2"): string {
  const input = `${source}=s=96x64:r=10`;
  ffmpeg("-f", "lavfi", "-i", input, "-t", String(seconds), "-pix_fmt", "yuv420p", "-movflags", "+faststart", path);
  return path;
}

/** Waits for a job as a page does: by its events. */
export async function waitForJob(client: Client, jobId: string): Promise<JobView> {
  const response = await fetch(client.jobEventsUrl(jobId));
  const events = (await response.text()).split("\n").filter((line) => line.startsWith("data: "));
  return JSON.parse((events.at(-1) ?? "").slice("data: ".length)) as JobView;
}
