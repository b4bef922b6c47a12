import type { AskedAnswerer } from "../app/answerer.js";

/** What a server is told; every limit has a default. */
export interface ServerSettings {
  /** Folder of the index; made where it is missing. */
  readonly index: string;
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
  /** Folders under which videos may be added by path. */
  readonly roots: readonly string[];
  /** Model of a new index; an index that exists knows its own. */
  readonly model: string;
  /** Preset of jobs that name none. */
  readonly pipeline: string;
  /** Folder of built pages; none are served where it is missing. */
  readonly pages: string;
  /** Origins whose pages may use this server, as browsers write them: `https://editor.example`. */
  readonly allowOrigins: readonly string[];
  /** Whether keys are asked for on a loopback address too. */
  readonly requireKey: boolean;
  /** What answers questions. Default: Kinodex itself. */
  readonly answerer?: AskedAnswerer | undefined;
  /** Model that re-ranks where a search asks for it, and helps with answers. Default: none does. */
  readonly matcher?: string | undefined;
  /** Id of a model that finds where in a picture something is. Default: nobody looks. */
  readonly grounder?: string | undefined;
  readonly limits: Limits;
}

/** How much a server takes. */
export interface Limits {
  /** Largest JSON body. */
  readonly jsonBytes: number;
  /** Deepest nesting of a JSON body. */
  readonly jsonDepth: number;
  /** Largest picture to search by. */
  readonly pictureBytes: number;
  /** Largest upload. */
  readonly uploadBytes: number;
  /** All uploads together, finished or not. */
  readonly uploadQuotaBytes: number;
  /** What uploads leave free on the disk. */
  readonly freeBytes: number;
  /** Requests a second of one key, and how many it may save up. */
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  /** Searches at a time, and how many wait. */
  readonly searchesAtOnce: number;
  readonly searchesWaiting: number;
  /** Questions that a server is asked at a time, which take minutes, and how many wait. */
  readonly questionsAtOnce: number;
  readonly questionsWaiting: number;
  /** ffmpeg processes for pictures and exports at a time, and how many wait. */
  readonly mediaAtOnce: number;
  readonly mediaWaiting: number;
  /** Longest clip that is cut for a caller. */
  readonly clipSeconds: number;
  /** Videos indexed at a time. */
  readonly jobsAtOnce: number;
  /** Jobs that are queued or running. */
  readonly jobsOpen: number;
  readonly connections: number;
  readonly eventStreams: number;
  /** From the first byte of a request to the end of its headers. */
  readonly headersTimeoutMs: number;
  /** From the first byte of a request to the end of its body. */
  readonly requestTimeoutMs: number;
  /** Of a connection on which nothing moves. */
  readonly idleTimeoutMs: number;
  /** From the signal to stop to the end. */
  readonly shutdownMs: number;
}

const mebibyte = 2 ** 20;

export const defaultLimits: Limits = {
  jsonBytes: 256 * 1024,
  jsonDepth: 32,
  pictureBytes: 16 * mebibyte,
  uploadBytes: 16 * 1024 * mebibyte,
  uploadQuotaBytes: 256 * 1024 * mebibyte,
  freeBytes: 1024 * mebibyte,
  requestsPerSecond: 50,
  requestBurst: 200,
  searchesAtOnce: 8,
  searchesWaiting: 256,
  questionsAtOnce: 1,
  questionsWaiting: 16,
  mediaAtOnce: 2,
  mediaWaiting: 128,
  clipSeconds: 600,
  jobsAtOnce: 2,
  jobsOpen: 1000,
  connections: 1024,
  eventStreams: 64,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 600_000,
  idleTimeoutMs: 60_000,
  shutdownMs: 25_000,
};
