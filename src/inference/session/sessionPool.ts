import { availableParallelism } from "node:os";
import { openOnnxSession, type OnnxSession, type OnnxSessionOptions } from "./onnxSession.js";

/** Sessions of one model on the CPU at most: each holds its own copy of the weights. */
const maxSessions = 4;

/** Sessions of one model that share its runs. */
export interface SessionPool extends Pick<OnnxSession, "provider" | "run">, AsyncDisposable {
  /** How many run side by side. */
  readonly size: number;
}

/**
 * Loads a model for throughput: on the CPU, as several sessions that run batches side by side.
 *
 * Independent single-threaded runs never wait for each other, where the threads of one run meet after every layer; that
 * matters most while a decoder takes turns on the same cores. There they step back: a decoder that waits for the
 * processor holds everything up, batches can wait. On a GPU one session is enough.
 */
export async function openSessionPool(options: OnnxSessionOptions): Promise<SessionPool> {
  const threads = options.intraOpThreads ?? availableParallelism();
  const size = Math.min(maxSessions, threads);
  const each = { ...options, intraOpThreads: Math.floor(threads / size), isBackground: true };
  const first = await openOnnxSession(each);
  const others = first.provider === "cpu" ? size - 1 : 0;
  const rest = await Promise.all(
    Array.from({ length: others }, () => openOnnxSession({ ...each, providers: ["cpu"] })),
  );
  const members = [first, ...rest].map((session) => ({ session, running: 0 }));
  return {
    provider: first.provider,
    size: members.length,
    async run(inputs, names) {
      const member = members.reduce((least, other) => (other.running < least.running ? other : least));
      member.running += 1;
      try {
        return await member.session.run(inputs, names);
      } finally {
        member.running -= 1;
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(members.map(({ session }) => session[Symbol.asyncDispose]()));
    },
  };
}
