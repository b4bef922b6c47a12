import { readdirSync } from "node:fs";
import { request } from "node:http";
import { createClient } from "../src/client/client.js";
import { toFigure, type Figure } from "../src/evaluation/figure.js";
import { withFolder } from "./inputs.js";
import { canReadProcesses } from "./processTree.js";
import { copySamplesIndex, serveIndex } from "./served.js";

const abortCount = 200;

/** Uploads and streams that are broken off; each half of them. */
export async function measureServiceAborts(): Promise<Figure[]> {
  if (!canReadProcesses("service-aborts")) return [];
  return withFolder(async (folder) => {
    const index = await copySamplesIndex(folder);
    await using served = await serveIndex(index);
    const { videos } = await createClient({ url: served.url }).listVideos();
    const pid = served.process.pid as number;
    const work = async () => {
      for (let n = 0; n < abortCount; n += 1) {
        const videoId = videos[n % videos.length]?.videoId ?? "";
        await (n % 2 ? abortUpload(served.url) : abortStream(`${served.url}/v1/videos/${videoId}/stream`));
      }
    };
    const before = await settledDescriptors(pid);
    await work();
    const after = await settledDescriptors(pid);
    const left = ["receiving", "stored", "resumable"].flatMap((name) => readdirSync(`${index}/uploads/${name}`));
    return [
      toFigure({
        name: "service-aborts",
        what: `file descriptors of the server after ${abortCount} aborted uploads and streams, less those before`,
        value: Math.max(0, after - before),
        unit: "count",
        target: { atMost: 0 },
        detail: { before, after, filesLeft: left.length },
      }),
    ];
  });
}

/** Open descriptors once their number has not changed for two seconds. */
async function settledDescriptors(pid: number): Promise<number> {
  const count = () => readdirSync(`/proc/${pid}/fd`).length;
  for (let [last, same] = [count(), 0]; ;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const now = count();
    same = now === last ? same + 1 : 0;
    last = now;
    if (same >= 12) return now; // longer than idle connections are kept
  }
}

function abortStream(url: string): Promise<void> {
  return new Promise((resolve) => {
    const stream = request(url, { agent: false }, (response) => {
      response.once("data", () => stream.destroy());
      response.on("error", () => {});
    });
    stream.on("error", () => {});
    stream.on("close", resolve);
    stream.end();
  });
}

function abortUpload(url: string): Promise<void> {
  return new Promise((resolve) => {
    const upload = request(`${url}/v1/videos/upload?name=a.mp4`, {
      method: "POST",
      agent: false,
      headers: { "Content-Type": "video/mp4", "Content-Length": 10_000_000 },
    });
    upload.on("error", () => {});
    upload.on("close", resolve);
    upload.write(Buffer.alloc(200_000), () => setTimeout(() => upload.destroy(), 20));
  });
}
