import { availableParallelism } from "node:os";
import { openOnnxSession, type OnnxSession, type OnnxSessionOptions } from "./onnxSession.js";

/** Sessions of one model on the CPU at most: each holds its own copy of the weights. */
const maxSessions = 4;

/** Sessions of one model that share its runs. */
export interface SessionPool extends Pick<OnnxSession, "provider" | "run">, AsyncDisposable {
  /** Number of sessions that are open. */
  readonly size: number;
}

type Threads = Pick<OnnxSessionOptions, "intraOpThreads">;
const threadsOf = ({ intraOpThreads = availableParallelism() }: Threads): number => intraOpThreads;

/** Maximum number of sessions that a pool has on the CPU. */
export function maxSizeOf(options: Threads): number {
  return Math.min(maxSessions, threadsOf(options));
}

interface Member {
  readonly session: OnnxSession;
  running: number;
}

/** A session takes the run that comes next while it is at one; who would wait longer is worth another session. */
const maxRunsOfOne = 2;

/**
 * Loads a model for throughput: on the CPU, as several sessions that run batches side by side.
 *
 * Independent single-threaded runs never wait for each other, where the threads of one run meet after every layer; that
 * matters most while a decoder takes turns on the same cores. There they step back: a decoder that waits for the
 * processor holds everything up, batches can wait. On a GPU one session is enough.
 *
 * The first session is open when this resolves; the others are opened when runs pile up, so that a short video waits for
 * one alone.
 */
export async function openSessionPool(options: OnnxSessionOptions): Promise<SessionPool> {
  const threads = threadsOf(options);
  const each = { ...options, intraOpThreads: Math.max(1, Math.floor(threads / maxSessions)), isBackground: true };
  const first = await openOnnxSession(each);
  const maxSize = first.provider === "cpu" ? maxSizeOf(options) : 1;
  const members: Member[] = [{ session: first, running: 0 }];
  const opening: Promise<void>[] = [];

  const grow = async (): Promise<void> => {
    try {
      members.push({ session: await openOnnxSession({ ...each, providers: ["cpu"] }), running: 0 });
    } catch {
      // the file has gone since the first was opened: that one goes on
    }
  };
  return {
    provider: first.provider,
    get size() {
      return members.length;
    },
    async run(inputs, names) {
      const member = members.reduce((least, other) => (other.running < least.running ? other : least));
      if (member.running >= maxRunsOfOne && opening.length + 1 < maxSize) opening.push(grow());
      member.running += 1;
      try {
        return await member.session.run(inputs, names);
      } finally {
        member.running -= 1;
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(opening);
      await Promise.all(members.map(({ session }) => session[Symbol.asyncDispose]()));
    },
  };
}
