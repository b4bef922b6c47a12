import { KinodexError } from "../../../core/errors.js";
import type { OnnxSession } from "../../../inference/session/onnxSession.js";
import { toIntegers, type Tensor } from "../../../inference/tensor.js";
import { toValues, type Values } from "./graphTensors.js";
import type { JointPart, MaskedManifest } from "./manifest.js";
import type { PictureStates, PictureValues } from "./pictureStates.js";
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

  /** What was read of the texts of the last runs: the same ones are asked about each frame of a moment. */
  const known = new Map<string, Promise<TextTensors>>();
  const readTexts = (texts: readonly TokenIds[], run: () => Promise<TextTensors>): Promise<TextTensors> => {
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
    const { states, embedding } = await readTexts(texts, async () => {
      const names = [text.states, ...(text.embedding === undefined ? [] : [text.embedding])];
      const outputs = await (await openText()).run({ [text.inputIds]: ids, ...beside(text) }, names);
      const tensorOf = (output: string): FloatTensor => {
        const { dims, values } = toValues(outputs, output);
        return { type: "float32", dims, data: values };
      };
      return {
        states: tensorOf(text.states),
        embedding: text.embedding === undefined ? undefined : tensorOf(text.embedding),
      };
    });
    const copyOf = (tensor: FloatTensor): FloatTensor => ({ ...tensor, data: tensor.data.slice() }); // a run takes its inputs
    return {
      [part.text]: copyOf(states),
      ...(part.textEmbedding !== undefined && embedding && { [part.textEmbedding]: copyOf(embedding) }),
      ...beside(part),
    };
  };

  const run = async (picture: PictureStates, texts: readonly TokenIds[], output: string): Promise<Values[]> => {
    const input = await toInput(texts, pad(texts, settings.padTokenId));
    const session = await openJoint();
    const forEach = ({ dims, data }: PictureValues): FloatTensor => {
      return { type: "float32", dims: [texts.length, ...dims], data: repeat(data, texts.length) };
    };
    const { embedding } = picture;
    const ofPicture = {
      [part.image]: forEach(picture),
      ...(part.imageEmbedding !== undefined && embedding && { [part.imageEmbedding]: forEach(embedding) }),
    };
    const outputs = await session.run({ ...input, ...ofPicture }, [output]);
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

type FloatTensor = Extract<Tensor, { readonly type: "float32" }>;

/** What the text part gives of the texts of a run. */
interface TextTensors {
  readonly states: FloatTensor;
  readonly embedding: FloatTensor | undefined;
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
