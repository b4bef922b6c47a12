import { expect } from "chai";
import { createSpeechGate, type SpeechBlocks } from "../../../src/annotators/speech/speechGate.js";

const options = { threshold: 0.5, lowerThreshold: 0.35, minSpeech: 3, minPause: 4, padding: 1, maxSpeech: 20 };

/** Spans of blocks, of probabilities that are drawn as `#` (1), `+` (0.4) and `.` (0). */
function spansOf(drawn: string, energies: readonly number[] = []): readonly (readonly [number, number])[] {
  const gate = createSpeechGate(options);
  const found: SpeechBlocks[] = [];
  for (const [n, mark] of Array.from(drawn).entries()) {
    const speech = gate.push({ "#": 1, "+": 0.4 }[mark] ?? 0, energies[n] ?? 1);
    for (const { start } of speech) expect(start).to.be.at.least(found.at(-1)?.end ?? 0);
    found.push(...speech);
  }
  return [...found, ...gate.end()].map(({ start, end }) => [start, end]);
}

describe("createSpeechGate", () => {
  it("gives the blocks of speech, a little wider", () => {
    expect(spansOf("...#####........###....")).to.deep.equal([
      [2, 9],
      [15, 20],
    ]);
  });

  it("goes on at probabilities that would not begin it", () => {
    expect(spansOf("..++++..")).to.deep.equal([]);
    expect(spansOf("..###++++++###......")).to.deep.equal([[1, 15]]);
  });

  it("takes no short sound for speech, nor a short pause for one", () => {
    expect(spansOf("...##......")).to.deep.equal([]);
    expect(spansOf("..###...###......")).to.deep.equal([[1, 12]]);
  });

  it("ends with the sound", () => {
    expect(spansOf("..####")).to.deep.equal([[1, 6]]);
    expect(spansOf("####..")).to.deep.equal([[0, 5]]);
    expect(spansOf("")).to.deep.equal([]);
  });

  it("cuts long speech at the quietest block of its second half, and loses nothing of it", () => {
    const energies = Array.from({ length: 60 }, (_, n) => (n === 15 ? 0.1 : 1));
    const [first, ...rest] = spansOf("#".repeat(50) + "......", energies);
    expect(first).to.deep.equal([0, 15]);
    let end = 15;
    for (const [start, next] of rest) {
      expect(start).to.equal(end);
      expect(next - start).to.be.at.most(options.maxSpeech + 1);
      end = next;
    }
    expect(end).to.equal(51);
  });
});
