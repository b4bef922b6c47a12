import { expect } from "chai";
import { alignTokens } from "../../../src/models/families/acoustic/whisper/alignTokens.js";
import { cutSound } from "../../../src/models/families/acoustic/whisper/cutSound.js";
import { spreadTokens } from "../../../src/models/families/acoustic/whisper/spreadTokens.js";
import { toWords } from "../../../src/models/families/acoustic/whisper/toWords.js";

describe("alignTokens", () => {
  /** Heads that attend to the states around these times, and a little to all. */
  const attending = (timesSeconds: readonly number[], stateCount = 1500) =>
    timesSeconds.map((timeSeconds, n) => ({
      id: n,
      logProbability: -1,
      attention: [0, 1].map((head) =>
        Float32Array.from(
          { length: stateCount },
          (_, at) => 0.001 + Math.exp(-(((at - timeSeconds / 0.02 - head) / 4) ** 2)),
        ),
      ),
    }));

  it("finds when tokens are said, by what was attended to", () => {
    const times = [0.3, 0.6, 1.5, 1.9, 3.2];
    const aligned = alignTokens(attending(times), 4);
    for (const [n, { id, startSeconds, endSeconds }] of aligned.entries()) {
      expect(id).to.equal(n);
      expect(endSeconds).to.equal(aligned[n + 1]?.startSeconds ?? 4);
      expect(startSeconds).to.be.at.most((times[n] as number) + 0.1);
      expect(endSeconds).to.be.at.least((times[n] as number) - 0.1);
    }
  });

  it("never goes back in time, whatever was attended to, and stays inside the sound", () => {
    const aligned = alignTokens(attending([3, 1, 2, 0.5, 25]), 3.5);
    for (const [n, { startSeconds, endSeconds }] of aligned.entries()) {
      expect(startSeconds).to.be.at.least(aligned[n - 1]?.startSeconds ?? 0);
      expect(endSeconds).to.be.within(startSeconds, 3.5);
    }
  });

  it("takes no tokens, one, and a sound of one state", () => {
    expect(alignTokens([], 1)).to.deep.equal([]);
    expect(alignTokens(attending([0.5]), 1)).to.have.length(1);
    expect(alignTokens(attending([0.5, 0.7]), 0.01)).to.have.length(2);
  });
});

describe("spreadTokens", () => {
  const token = (id: number) => ({ id, logProbability: -1 });

  it("spreads tokens evenly between the tokens of time around them", () => {
    const spans = spreadTokens([150, 1, 2, 200, 250, 3, 300].map(token), 100, 10).map(
      ({ id, startSeconds, endSeconds }) => [id, startSeconds, endSeconds],
    );
    expect(spans).to.deep.equal([
      [1, 1, 1.5],
      [2, 1.5, 2],
      [3, 3, 4],
    ]);
  });

  it("lets what has no end last until the end of the sound, and nothing longer than that", () => {
    expect(spreadTokens([100, 1].map(token), 100, 7)[0]).to.include({ startSeconds: 0, endSeconds: 7 });
    expect(spreadTokens([100, 1, 1500].map(token), 100, 7)[0]).to.include({ startSeconds: 0, endSeconds: 7 });
  });
});

describe("toWords", () => {
  /** A vocabulary of pieces, as bytes: what ends with \uFFFD is half a character. */
  const pieces = ["Ġhel", "lo", ",", "Ġwor", "ld", "世", "界", "\ufffd"];
  const tokeniser = {
    nameOf: (id: number) => pieces[id],
    decode: (ids: Iterable<number>) =>
      Array.from(ids, (id) => (pieces[id] as string).replace("Ġ", " "))
        .join("")
        .replace("\ufffd\ufffd", "é"),
  };
  const wordsOf = (...ids: readonly number[]) =>
    toWords(
      ids.map((id, n) => ({ id, logProbability: -n, startSeconds: n, endSeconds: n + 1 })),
      tokeniser,
    );

  it("joins tokens up to the next that begins with a space", () => {
    expect(
      wordsOf(0, 1, 2, 3, 4).map(({ text, startSeconds, endSeconds }) => [text, startSeconds, endSeconds]),
    ).to.deep.equal([
      ["hello,", 0, 3],
      ["world", 3, 5],
    ]);
    expect(wordsOf(0, 1, 2)[0]?.probability).to.be.closeTo(Math.exp(-1), 1e-9);
  });

  it("takes each character of scripts without spaces for a word, and never cuts one", () => {
    expect(wordsOf(5, 6).map(({ text }) => text)).to.deep.equal(["世", "界"]);
    expect(wordsOf(0, 7, 7, 3).map(({ text }) => text)).to.deep.equal(["helé", "wor"]);
  });
});

describe("cutSound", () => {
  it("cuts at the quietest place of the second half, and loses nothing", async () => {
    const length = 60 * 16_000;
    const sound = Float32Array.from({ length }, (_, n) => (Math.abs(n / 16_000 - 20) < 0.1 ? 0.01 : 0.5) * Math.sin(n));
    const parts = [];
    for await (const part of cutSound(
      (async function* () {
        for (let at = 0; at < length; at += 7001) yield sound.subarray(at, at + 7001);
      })(),
    ))
      parts.push(part);
    expect(parts[0]?.samples.length).to.be.closeTo(20 * 16_000, 0.1 * 16_000);
    let at = 0;
    for (const { startSeconds, samples } of parts) {
      expect(startSeconds).to.be.closeTo(at / 16_000, 1e-9);
      expect(samples.length).to.be.at.most(28 * 16_000);
      expect(samples).to.deep.equal(sound.slice(at, at + samples.length));
      at += samples.length;
    }
    expect(at).to.equal(length);
  });
});
