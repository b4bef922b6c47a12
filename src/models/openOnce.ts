/** One thing that is opened when it is first asked for, and shared. */
export interface OpenOnce<Thing extends AsyncDisposable> {
  /** The thing, opened by the first call. After a call that failed, or a release, the next one opens it again. */
  open(): Promise<Thing>;
  /** The thing, where it is open. */
  opened(): Thing | undefined;
  /** Closes the thing, where it is open or being opened. */
  release(): Promise<void>;
  /** Releases it for good: whoever asks for it afterwards is refused with `why`. */
  close(why: Error): Promise<void>;
}

/** Shares one call of `open` among all callers. */
export function createOpenOnce<Thing extends AsyncDisposable>(open: () => Promise<Thing>): OpenOnce<Thing> {
  let opening: Promise<Thing> | undefined;
  let opened: Thing | undefined;
  let whyClosed: Error | undefined;

  const start = (): Promise<Thing> => {
    const started = open();
    started.then(
      (thing) => {
        if (opening === started) opened = thing;
      },
      () => {
        if (opening === started) opening = undefined;
      },
    );
    return started;
  };

  const release = async (): Promise<void> => {
    const started = opening;
    opening = opened = undefined;
    const thing = await started?.catch(() => undefined); // what failed to open holds nothing
    await thing?.[Symbol.asyncDispose]();
  };

  return {
    open: () => (whyClosed ? Promise.reject(whyClosed) : (opening ??= start())),
    opened: () => opened,
    release,
    close(why) {
      whyClosed = why;
      return release();
    },
  };
}
