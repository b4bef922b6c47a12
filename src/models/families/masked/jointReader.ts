import { KinodexError } from "../../../core/errors.js";
import type { OnnxSession } from "../../../inference/session/onnxSession.js";
import { toIntegers, type Tensor } from "../../../inference/tensor.js";
import { toValues, type Values } from "./graphTensors.js";
import type { JointPart, MaskedManifest } from "./manifest.js";
import type { PictureStates } from "./pictureStates.js";
import type { TokenIds } from "./tokens.js";

/** Reads one picture together with texts, by a joint graph. */
export interface JointReader {
  /** An output of the graph for each text, in order; the first of its dimensions, that of the batch, is gone. */
  read(
    picture: PictureStates,
    texts: readonly TokenIds[],
    output: string,
    signal?: AbortSignal,
  ): Promise<readonly Values[]>;
}

export interface JointReaderOptions {
  readonly part: JointPart;
  readonly manifest: Pick<MaskedManifest, "text" | "texts" | "maxBatch">;
  readonly openJoint: () => Promise<OnnxSession>;
  /** Of the text part, where the model has one. */
  readonly openText: (() => Promise<OnnxSession>) | undefined;
}

/** Runs whose texts are kept. */
const maxKnown = 32;

/** Builds the reader of a joint graph. Texts are padded to the longest of a run. */
export function createJointReader({ part, manifest, openJoint, openText }: JointReaderOptions): JointReader {
  const { text, texts: settings, maxBatch } = manifest;

  /** States of the texts of the last runs: the same ones are asked about each frame of a moment. */
  const known = new Map<string, Promise<Tensor>>();
  const readTexts = (texts: readonly TokenIds[], run: () => Promise<Tensor>): Promise<Tensor> => {
    const key = texts.map((ids) => ids.join(" ")).join(",");
    const reading = known.get(key) ?? run();
    known.delete(key); // the last one used stands last
    known.set(key, reading);
    if (known.size > maxKnown) known.delete(known.keys().next().value as string);
    reading.catch(() => known.delete(key)); // who asks next tries again
    return reading;
  };

  const toInput = async (texts: readonly TokenIds[], padded: Padded): Promise<Record<string, Tensor>> => {
    const toTensor = (values: Int32Array) => toIntegers(settings.idType, [padded.count, padded.length], values);
    const beside = ({ attentionMask, tokenTypeIds }: Beside): Record<string, Tensor> => ({
      ...(attentionMask !== undefined && { [attentionMask]: toTensor(padded.mask.slice()) }),
      ...(tokenTypeIds !== undefined && { [tokenTypeIds]: toTensor(new Int32Array(padded.ids.length)) }),
    });
    const ids = toTensor(padded.ids.slice());
    if (!text || !openText) return { [part.text]: ids, ...beside(part) };
    const states = await readTexts(texts, async () => {
      const outputs = await (await openText()).run({ [text.inputIds]: ids, ...beside(text) }, [text.states]);
      const { dims, values } = toValues(outputs, text.states);
      return { type: "float32", dims, data: values };
    });
    return { [part.text]: { ...states, data: states.data.slice() } as Tensor, ...beside(part) };
  };

  const run = async (picture: PictureStates, texts: readonly TokenIds[], output: string): Promise<Values[]> => {
    const input = await toInput(texts, pad(texts, settings.padTokenId));
    const session = await openJoint();
    const dims = [texts.length, ...picture.dims];
    const outputs = await session.run(
      { ...input, [part.image]: { type: "float32", dims, data: repeat(picture.data, texts.length) } },
      [output],
    );
    return split(toValues(outputs, output), texts.length, output);
  };

  return {
    async read(picture, texts, output, signal) {
      const found: Values[] = [];
      for (let start = 0; start < texts.length; start += maxBatch) {
        if (signal?.aborted) throw new KinodexError("interrupted", "stopped judging pictures", {}, signal.reason);
        found.push(...(await run(picture, texts.slice(start, start + maxBatch), output)));
      }
      return found;
    },
  };
}

type Beside = Pick<JointPart, "attentionMask" | "tokenTypeIds">;

interface Padded {
  readonly count: number;
  readonly length: number;
  /** Both `[count, length]`. */
  readonly ids: Int32Array;
  readonly mask: Int32Array;
}

function pad(texts: readonly TokenIds[], padTokenId: number): Padded {
  const length = Math.max(...texts.map((ids) => ids.length));
  const ids = new Int32Array(texts.length * length).fill(padTokenId);
  const mask = new Int32Array(texts.length * length);
  for (const [row, tokens] of texts.entries()) {
    ids.set(tokens, row * length);
    mask.fill(1, row * length, row * length + tokens.length);
  }
  return { count: texts.length, length, ids, mask };
}

function repeat(values: Float32Array, times: number): Float32Array {
  const all = new Float32Array(values.length * times);
  for (let n = 0; n < times; n += 1) all.set(values, n * values.length);
  return all;
}

function split({ dims, values }: Values, count: number, output: string): Values[] {
  const size = values.length / count;
  if (dims[0] !== count || !Number.isInteger(size))
    throw new KinodexError("model", `the model's output "${output}" is [${dims.join(", ")}] for ${count} texts`, {
      output,
    });
  return Array.from({ length: count }, (_, n) => ({
    dims: dims.slice(1),
    values: values.slice(n * size, (n + 1) * size),
  }));
}
