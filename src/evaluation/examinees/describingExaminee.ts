import { isKinodexError, KinodexError, type ErrorCode } from "../../core/errors.js";
import { faultOfSpace, type PrefixGenerator } from "../../models/capabilities/prefix.js";
import type { Model } from "../../models/model.js";
import type { ModelShelf } from "../../models/modelShelf.js";
import { singleFrames } from "../clips/sequence.js";
import { openEmbeddingExaminee, type EmbeddingExaminee } from "./embeddingExaminee.js";
import type { Examinee, Writer } from "./examinee.js";
import { writeOfEach } from "./frameByFrame.js";
import { collectText } from "./writer.js";
import { createWritingExaminee } from "./writingExaminee.js";

/** Each is described alone where the order of things is asked for. */
const maxFrames = 8;

/**
 * A model that writes from embeddings: frames are embedded by the model whose embeddings it reads. Together they are described
 * as an index's are, by all of a clip's frames at once; where their order is to be told, one by one.
 *
 * @throws {KinodexError} `usage` where it does not say whose embeddings it reads, or that model is another version now; what
 *   opening that model throws
 */
export async function openDescribingExaminee(model: Model, models: ModelShelf): Promise<Examinee> {
  const generator = await model.open("prefix");
  const eyes = await openEyes(model, generator, models);
  const ofAll = createPrefixWriter(generator, eyes);
  const ofEach = writeOfEach(ofAll);
  return createWritingExaminee({
    by: ["prefix"],
    maxFrames: Math.min(maxFrames, eyes.maxFrames),
    fitOf: (info) => eyes.fitOf(info),
    see: (frames, hashes) => eyes.see(frames, hashes),
    memory: eyes.memory,
    writer: {
      takesQuestions: false,
      write: (sequence, request) => (request.inOrder ? ofEach : ofAll).write(sequence, request),
    },
  });
}

function createPrefixWriter(generator: PrefixGenerator, eyes: EmbeddingExaminee): Writer {
  return {
    takesQuestions: false,
    async write(sequence, { maxTokens, until }) {
      const embeddings = await eyes.embed(singleFrames(sequence));
      const timesSeconds = sequence.frames.map(({ timeSeconds }) => timeSeconds);
      return collectText(generator.generate({ embeddings, timesSeconds }, { maxTokens }), until);
    },
  };
}

/** The model whose embeddings are read, as one that sees frames. */
async function openEyes(model: Model, { space }: PrefixGenerator, models: ModelShelf): Promise<EmbeddingExaminee> {
  const { id } = model.identity;
  const toError = (code: ErrorCode, why: string, cause?: unknown) =>
    new KinodexError(code, `the model ${id} cannot be examined: it ${why}`, { model: id, space: space?.id }, cause);
  if (!space) throw toError("usage", "does not say which model's embeddings it reads");
  const reader = await models.open(space.id).catch((error: unknown) => {
    if (!isKinodexError(error)) throw error;
    throw toError(error.code, `reads embeddings of ${space.id}, which cannot be opened: ${error.message}`, error);
  });
  const fault = faultOfSpace({ space }, reader.identity);
  if (fault !== undefined) throw toError("usage", fault);
  return openEmbeddingExaminee(reader);
}
