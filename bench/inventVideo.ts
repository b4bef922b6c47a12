import type { Store } from "../src/store/store.js";

type NewVideo = Parameters<Store["beginVideo"]>[0];

/** The id of the nth video that there is no file of. */
export function inventId(n: number): string {
  return n.toString(16).padStart(64, "0");
}

/** The nth of them, to be stored without being decoded. */
export function inventVideo(
  n: number,
  { path, durationSeconds }: { readonly path: string; readonly durationSeconds: number },
): NewVideo {
  return {
    videoId: inventId(n),
    path,
    stamp: { sizeBytes: 1_000_000 + n, modifiedNs: BigInt(n), inode: BigInt(n + 1) },
    info: {
      durationSeconds,
      startSeconds: 0,
      width: 640,
      height: 360,
      frameRate: 25,
      codec: "h264",
      recordedAt: undefined,
      formatName: "mov,mp4",
    },
    pipelineName: "archive",
    pipelineFingerprint: "bench",
  };
}
