import { expect } from "chai";
import { lastValueFrom, NEVER, Observable, of, Subject, throwError, toArray } from "rxjs";
import { concatAhead } from "../../src/pipeline/concatAhead.js";

describe("concatAhead", () => {
  it("emits one source after the other, however early the later ones emit", () => {
    const sources = [new Subject<string>(), new Subject<string>(), new Subject<string>()] as const;
    const [a, b, c] = sources;
    const seen: string[] = [];
    concatAhead(sources, { atOnce: 3 }).subscribe({
      next: (value) => seen.push(value),
      complete: () => seen.push("end"),
    });
    c.next("c1");
    b.next("b1");
    a.next("a1");
    c.complete();
    expect(seen).to.deep.equal(["a1"]);
    a.complete();
    expect(seen).to.deep.equal(["a1", "b1"]);
    b.next("b2");
    expect(seen).to.deep.equal(["a1", "b1", "b2"]);
    b.complete();
    expect(seen).to.deep.equal(["a1", "b1", "b2", "c1", "end"]);
  });

  it("lets values pass that need not be in order", () => {
    const sources = [new Subject<number>(), new Subject<number>()] as const;
    const seen: number[] = [];
    concatAhead(sources, { atOnce: 2, isInOrder: (value) => value < 100 }).subscribe((value) => seen.push(value));
    sources[1].next(3);
    sources[1].next(100);
    sources[0].next(1);
    sources[0].complete();
    expect(seen).to.deep.equal([100, 1, 3]);
  });

  it("subscribes to so many at a time, and to the next when any has ended", () => {
    const started: number[] = [];
    const sources = [0, 1, 2, 3].map((n) => {
      const subject = new Subject<number>();
      const source = new Observable<number>((subscriber) => {
        started.push(n);
        return subject.subscribe(subscriber);
      });
      return { subject, source };
    });
    const subscription = concatAhead(
      sources.map(({ source }) => source),
      { atOnce: 2 },
    ).subscribe();
    expect(started).to.deep.equal([0, 1]);
    sources[1]?.subject.complete();
    expect(started).to.deep.equal([0, 1, 2]);
    expect(sources[0]?.subject.observed).to.equal(true);
    subscription.unsubscribe();
    expect(sources.map(({ subject }) => subject.observed)).to.deep.equal([false, false, false, false]);
  });

  it("fails with the first error of any, and can be subscribed to again", async () => {
    let failure: unknown;
    concatAhead([NEVER, throwError(() => "no")], { atOnce: 2 }).subscribe({
      error: (error: unknown) => (failure = error),
    });
    expect(failure).to.equal("no");
    const values = concatAhead([of(1, 2), of(3)], { atOnce: 2 }).pipe(toArray());
    expect(await lastValueFrom(values)).to.deep.equal([1, 2, 3]);
    expect(await lastValueFrom(values)).to.deep.equal([1, 2, 3]);
  });
});
