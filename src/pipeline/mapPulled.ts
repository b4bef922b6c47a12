import { Observable } from "rxjs";

/** How {@link mapPulled} is bounded. */
export interface MapPulledOptions {
  /** Most values of the source that may be projected, or wait for their turn to be emitted, at once. */
  readonly inFlight: number;
}

/**
 * Turns a pulled source into an observable of projected values, in the source's order.
 *
 * The source is advanced only while fewer than `inFlight` values are under way, so what is not yet projected stays
 * where it came from: for decoded frames, in ffmpeg. `open` is called at each subscription, with a signal that aborts
 * when nobody wants more. The first error of the source or of a projection is the observable's one error.
 * Unsubscribing, an error and completion all close the iterator (`return()`); an error or completion is told only
 * after the iterator is closed.
 */
export function mapPulled<T, R>(
  open: (signal: AbortSignal) => AsyncIterable<T>,
  project: (value: T, signal: AbortSignal) => Promise<R>,
  { inFlight }: MapPulledOptions,
): Observable<R> {
  return new Observable((subscriber) => {
    const abort = new AbortController();
    let failure: { readonly error: unknown } | undefined;
    const fail = (error: unknown) => {
      failure ??= { error };
      abort.abort();
    };

    const drive = async () => {
      let emitted: Promise<void> = Promise.resolve();
      let underWay = 0;
      let onRoom: (() => void) | undefined;
      for await (const value of open(abort.signal)) {
        if (abort.signal.aborted) break;
        const earlier = emitted;
        const projected = project(value, abort.signal);
        projected.catch(fail);
        underWay += 1;
        emitted = earlier
          .then(async () => {
            const result = await projected;
            if (!abort.signal.aborted) subscriber.next(result);
          })
          .catch(fail)
          .finally(() => {
            underWay -= 1;
            onRoom?.();
          });
        while (underWay >= inFlight) await new Promise<void>((resume) => (onRoom = resume));
        if (abort.signal.aborted) break;
      }
      await emitted;
    };

    drive()
      .catch(fail)
      .finally(() => {
        if (failure) subscriber.error(failure.error);
        else subscriber.complete();
      });
    return () => abort.abort();
  });
}
