import { expect } from "chai";
import type { Embedding } from "../../src/core/vectors.js";
import type { PrefixGenerator } from "../../src/models/capabilities/prefix.js";

/** What everything must do that writes from stored embeddings. */
export function itIsAPrefixGenerator(open: () => Promise<PrefixGenerator>): void {
  const clipOf = (count: number, dimension: number) => ({
    embeddings: Array.from({ length: count }, (_, n): Embedding => new Float32Array(dimension).fill(1, n, n + 1)),
    timesSeconds: Array.from({ length: count }, (_, n) => n),
  });
  const write = async (clip: ReturnType<typeof clipOf>, maxTokens: number, signal?: AbortSignal) => {
    let text = "";
    let count = 0;
    for await (const piece of (await open()).generate(clip, { maxTokens }, signal)) {
      text += piece.text;
      if (piece.logProbability !== undefined) count += 1;
    }
    return { text, count };
  };
  const failureOf = (writing: Promise<unknown>) => writing.catch((reason: unknown) => reason) as Promise<Error>;

  it("says the same of the same embeddings, in no more tokens than it may", async () => {
    const { dimension } = await open();
    const said = await write(clipOf(2, dimension), 3);
    expect(said.count).to.be.within(1, 3);
    expect(await write(clipOf(2, dimension), 3)).to.deep.equal(said);
  });

  it("refuses a clip without embeddings, and embeddings of another dimension", async () => {
    const { dimension } = await open();
    for (const clip of [clipOf(0, dimension), clipOf(2, dimension + 1)]) {
      const error = await failureOf(write(clip, 3));
      expect(error).to.include({ code: "usage" });
      expect(error.message).to.contain(`of ${dimension} values`);
    }
  });

  it("stops where it is told to", async () => {
    const abort = new AbortController();
    const stopped = write(clipOf(1, (await open()).dimension), 30, abort.signal);
    abort.abort();
    expect(await failureOf(stopped)).to.include({ code: "interrupted" });
  });
}
