import { Observable, type Subscription } from "rxjs";

/**
 * Opens something for as long as an observable of it runs, and closes it before the end is told. Unsubscribing closes it
 * too; `onClosing` is given a promise of that, which never rejects.
 */
export function whileOpen<Resource extends AsyncDisposable, T>(
  open: () => Promise<Resource>,
  use: (resource: Resource) => Observable<T>,
  onClosing: (closed: Promise<void>) => void,
): Observable<T> {
  return new Observable((subscriber) => {
    let inner: Subscription | undefined;
    const run = async () => {
      await using resource = await open();
      if (subscriber.closed) return;
      await new Promise<void>((resolve, reject) => {
        inner = use(resource).subscribe({ next: (value) => subscriber.next(value), error: reject, complete: resolve });
        inner.add(resolve); // whoever leaves early closes it as well
      });
    };
    const closed = run().then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
    return () => {
      inner?.unsubscribe();
      onClosing(closed);
    };
  });
}
