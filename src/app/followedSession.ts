import type { ModelIdentity } from "../core/modelIdentity.js";
import type { Session } from "./session.js";

/** A session in use: it stays open until this is disposed. */
export interface HeldSession extends AsyncDisposable {
  readonly session: Session;
}

/**
 * The session of an index, and of its next model once the index was switched to that by `reindex`, here or in another
 * process.
 */
export interface FollowedSession extends AsyncDisposable {
  /** As it was when it was last used. */
  readonly latest: Session;
  /** The session of the model that the index has now. */
  hold(): Promise<HeldSession>;
  /**
   * Does something with the session of the model that the index has now; where it was switched meanwhile, once more with
   * that of the next one, as what was read may be of both.
   */
  readonly use: <Result>(work: (session: Session) => Promise<Result>) => Promise<Result>;
}

interface Opened {
  readonly session: Session;
  users: number;
  /** Closed as soon as nobody uses it. */
  isRetired: boolean;
}

/** Follows an index from the session `first`, which is disposed of with it; `open` opens the next one. */
export function followSession(first: Session, open: () => Promise<Session>): FollowedSession {
  let latest: Opened = { session: first, users: 0, isRetired: false };
  let opening: Promise<void> | undefined;
  const retired = new Set<Promise<void>>();

  const closeUnused = async (opened: Opened): Promise<void> => {
    if (opened.isRetired && opened.users === 0) await opened.session[Symbol.asyncDispose]();
  };
  const isLeft = async ({ session: { store } }: Opened): Promise<boolean> =>
    !isSame(await store.modelNow(), store.model);
  const replace = async (): Promise<void> => {
    const session = await open();
    const before = latest;
    latest = { session, users: 0, isRetired: false };
    before.isRetired = true;
    const closed = closeUnused(before).finally(() => retired.delete(closed));
    retired.add(closed);
  };
  const holdOpened = async (): Promise<Opened> => {
    while (await isLeft(latest)) await (opening ??= replace().finally(() => (opening = undefined)));
    latest.users += 1;
    return latest;
  };
  const letGo = async (opened: Opened): Promise<void> => {
    opened.users -= 1;
    await closeUnused(opened);
  };

  return {
    get latest() {
      return latest.session;
    },

    async hold() {
      const opened = await holdOpened();
      return { session: opened.session, [Symbol.asyncDispose]: () => letGo(opened) };
    },

    async use(work) {
      for (;;) {
        const opened = await holdOpened();
        try {
          const result = await work(opened.session);
          if (!(await isLeft(opened))) return result;
        } catch (error) {
          if (!(await isLeft(opened))) throw error;
        } finally {
          await letGo(opened);
        }
      }
    },

    async [Symbol.asyncDispose]() {
      await Promise.all(retired);
      await latest.session[Symbol.asyncDispose]();
    },
  };
}

function isSame(a: ModelIdentity, b: ModelIdentity): boolean {
  return a.id === b.id && a.hash === b.hash;
}
