import { expect } from "chai";
import { createPowerSpectrum } from "../../../src/inference/sound/fourier.js";
import { createLogMel } from "../../../src/inference/sound/logMel.js";
import { createMelFilters } from "../../../src/inference/sound/melFilters.js";
import { readSoundReference, renderSound } from "./reference.js";

describe("createLogMel", () => {
  const { frames, sounds } = readSoundReference();

  for (const bands of [80, 128] as const)
    for (const { seconds, features80, features128 } of sounds)
      it(`gives what Whisper's feature extractor of transformers gives: ${bands} bands of ${seconds} s`, async () => {
        const found = await createLogMel(bands)(renderSound(seconds));
        expect(found.length).to.equal(bands * 3000);
        const expected = bands === 80 ? features80 : features128;
        for (let band = 0; band < bands; band += 1)
          for (const [n, frame] of frames.entries())
            expect(found[band * 3000 + frame], `band ${band}, frame ${frame}`).to.be.closeTo(
              expected[band * frames.length + n] as number,
              2e-4,
            );
      });

  it("hears silence as one level, and nothing beyond 30 s", async () => {
    const logMel = createLogMel(80);
    expect(new Set(await logMel(new Float32Array(16_000)))).to.deep.equal(new Set([-1.5]));
    const long = new Float32Array(40 * 16_000);
    const [short] = [renderSound(30)];
    long.set(short);
    expect((await logMel(long)).slice(0, 100)).to.deep.equal((await logMel(short)).slice(0, 100));
  });
});

describe("createPowerSpectrum", () => {
  for (const length of [8, 30, 400])
    it(`agrees with the definition for ${length} samples`, () => {
      const frame = Float64Array.from({ length }, (_, n) => Math.sin(n * n) + 0.2 * n);
      const power = new Float64Array(length / 2 + 1);
      createPowerSpectrum(length)(frame, power);
      for (let k = 0; k <= length / 2; k += 1) {
        const sum = (part: (angle: number) => number) =>
          frame.reduce((total, value, n) => total + value * part((2 * Math.PI * k * n) / length), 0);
        const expected = sum(Math.cos) ** 2 + sum(Math.sin) ** 2;
        expect(power[k]).to.be.closeTo(expected, 1e-9 * (1 + expected));
      }
    });
});

describe("createMelFilters", () => {
  it("covers the spectrum with triangles of rising width that have the same area", () => {
    const filters = createMelFilters(80, 201, 16_000);
    expect(filters).to.have.length(80);
    const firsts = filters.map(({ first }) => first);
    expect(firsts).to.deep.equal(firsts.toSorted((a, b) => a - b));
    const wide = filters.slice(-10).map(({ weights }) => weights.reduce((sum, weight) => sum + weight, 0) * 40);
    for (const area of wide) expect(area).to.be.closeTo(1, 0.02);
  });
});
