export interface BatcherOptions<Item, Result> {
  /** Items of one batch at most. */
  readonly maxBatch: number;
  /** How long the first item of a batch waits for company, in milliseconds. */
  readonly maxWaitMs: number;
  /**
   * Items accepted and not yet answered at most; the next caller waits. Default: two batches more than
   * are in flight.
   */
  readonly maxPending?: number;
  /** Batches handed to `run` at a time; with 2, the next one is there when the first ends. Default: 2. */
  readonly maxInFlight?: number;
  /** Answers each item, in order. */
  readonly run: (items: readonly Item[]) => Promise<readonly Result[]>;
}

/** Groups the items of independent callers into batches. */
export interface Batcher<Item, Result> {
  /**
   * Answers one item. Items enter batches in the order of the calls; a batch that fails fails its own items only.
   */
  encode(item: Item): Promise<Result>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Dynamic batching: a batch leaves when it is full or its first item has waited long enough, and a place is free.
 *
 * While batches are in flight the next one is gathered.
 */
export function createBatcher<Item, Result>(options: BatcherOptions<Item, Result>): Batcher<Item, Result> {
  const { maxBatch, maxWaitMs, maxInFlight = 2, maxPending = maxBatch * (maxInFlight + 2), run } = options;
  const queue: Waiting<Item, Result>[] = [];
  /** Callers that found the batcher full, in order. */
  const turnedAway: Waiting<Item, Result>[] = [];
  let unanswered = 0;
  let inFlight = 0;
  let timer: NodeJS.Timeout | undefined;
  /** Whether the first item of the queue has waited long enough. */
  let isDue = false;

  const accept = (waiting: Waiting<Item, Result>): void => {
    unanswered += 1;
    queue.push(waiting);
    dispatch();
  };

  const dispatch = (): void => {
    while (inFlight < maxInFlight && (queue.length >= maxBatch || (isDue && queue.length > 0))) {
      void answer(queue.splice(0, maxBatch));
      isDue = false;
      clearTimeout(timer);
      timer = undefined;
    }
    if (queue.length > 0 && !isDue) timer ??= setTimeout(becomeDue, maxWaitMs);
  };

  const becomeDue = (): void => {
    timer = undefined;
    isDue = true;
    dispatch();
  };

  const answer = async (batch: readonly Waiting<Item, Result>[]): Promise<void> => {
    inFlight += 1;
    try {
      const results = await run(batch.map(({ item }) => item));
      if (results.length !== batch.length) throw new Error(`${batch.length} items got ${results.length} results`);
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
    inFlight -= 1;
    unanswered -= batch.length;
    while (unanswered < maxPending && turnedAway.length > 0) accept(turnedAway.shift() as Waiting<Item, Result>);
    dispatch();
  };

  return {
    encode: (item) =>
      new Promise((resolve, reject) => {
        const waiting = { item, resolve, reject };
        if (unanswered >= maxPending || turnedAway.length > 0) turnedAway.push(waiting);
        else accept(waiting);
      }),
  };
}
