import type { Observable } from "rxjs";

/** Hears events until they end; rejects with the reason of `signal` as soon as that aborts, and leaves them. */
export function hear<Event>(
  events: Observable<Event>,
  signal: AbortSignal,
  onEvent: (event: Event) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const subscription = events.subscribe({ next: onEvent, error: reject, complete: resolve });
    signal.addEventListener("abort", () => {
      subscription.unsubscribe();
      reject(signal.reason as Error);
    });
  });
}
