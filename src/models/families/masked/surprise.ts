import { KinodexError } from "../../../core/errors.js";
import type { DecodedFrame } from "../../../core/frame.js";
import { fitFrame, toPixelValues } from "../../../inference/picture/preprocess.js";
import type { OnnxSession } from "../../../inference/session/onnxSession.js";
import { toImageSpec } from "../../manifest/picture.js";
import { toFlags, toLogProbabilities, toValues } from "./graphTensors.js";
import type { MaskedManifest } from "./manifest.js";
import { toPixels } from "./pictureStates.js";

/** What of a manifest it takes to measure surprise. */
interface SurpriseManifest extends Pick<MaskedManifest, "pictures"> {
  readonly image: NonNullable<MaskedManifest["image"]>;
  readonly codebook: NonNullable<MaskedManifest["codebook"]>;
}

/** What {@link createSurprise} is built from. */
export interface SurpriseOptions {
  readonly manifest: SurpriseManifest;
  readonly openImage: () => Promise<OnnxSession>;
  readonly openCodebook: () => Promise<OnnxSession>;
}

/**
 * Measures how surprising pictures are: every patch is hidden once, in one of two runs, as on a chessboard, and the code
 * that it has is compared with what the model takes it for. Undefined for a model that cannot tell hidden patches.
 */
export function createSurprise({ manifest, openImage, openCodebook }: SurpriseOptions) {
  const { image, codebook, pictures } = manifest;
  const { patches } = image;
  if (!patches) return undefined;
  const hidden = toChessboards(patches);

  const readCodes = async (frame: DecodedFrame): Promise<readonly number[]> => {
    const spec = toImageSpec(codebook);
    const data = toPixelValues([fitFrame(frame, spec)], spec);
    const session = await openCodebook();
    const outputs = await session.run(
      { [codebook.input]: { type: "float32", dims: [1, 3, spec.height, spec.width], data } },
      [codebook.output],
    );
    const codes = Array.from(outputs[codebook.output]?.data ?? [], Number);
    if (codes.length === patches.rows * patches.columns) return codes;
    throw new KinodexError(
      "model",
      `the codebook gives ${codes.length} codes for ${patches.rows} x ${patches.columns} patches`,
      { output: codebook.output },
    );
  };

  const measure = async (frame: DecodedFrame): Promise<number> => {
    const codes = await readCodes(frame);
    const { dims, data } = toPixels(frame, pictures);
    const session = await openImage();
    const twice = new Float32Array(2 * data.length);
    twice.set(data);
    twice.set(data, data.length);
    const outputs = await session.run(
      {
        [image.input]: { type: "float32", dims: [2, ...dims], data: twice },
        [patches.hidden]: toFlags(session, patches.hidden, hidden),
      },
      [patches.logits],
    );
    const { values } = toValues(outputs, patches.logits);
    const size = values.length / (2 * codes.length);
    const surprises = codes.map((code, patch) => {
      const row = hidden.findIndex((board) => board[patch] === 1) * codes.length + patch;
      return -(toLogProbabilities(values.subarray(row * size, (row + 1) * size))[code] as number);
    });
    return surprises.reduce((sum, value) => sum + value, 0) / surprises.length;
  };

  return async (frames: readonly DecodedFrame[], signal?: AbortSignal): Promise<readonly number[]> => {
    const found: number[] = [];
    for (const frame of frames) {
      if (signal?.aborted) throw new KinodexError("interrupted", "stopped judging pictures", {}, signal.reason);
      found.push(await measure(frame));
    }
    return found;
  };
}

/** The black and the white squares of a board. */
function toChessboards({ rows, columns }: { readonly rows: number; readonly columns: number }) {
  return [0, 1].map((colour) =>
    Uint8Array.from({ length: rows * columns }, (_, patch) =>
      Number((Math.floor(patch / columns) + (patch % columns)) % 2 === colour),
    ),
  );
}
