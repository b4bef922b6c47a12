import { z } from "zod";
import { createRegistry, toEntry } from "../core/registry.js";
import { createEndpointRespondent } from "./endpoint/endpointRespondent.js";
import { createGeneratedAnswerer } from "./generated/generatedAnswerer.js";
import { createModelRespondent } from "./generated/modelRespondent.js";
import { createRetrievalAnswerer, type AnswererOptions } from "./retrievalAnswerer.js";

const milliseconds = z.int().min(1);
// six fit into the 4096 tokens that Ollama grants, also of models that make 576 of a picture
const maxPictures = z.int().min(1).max(32).default(6);

/** A server, and how long it is waited for: a model may have to be loaded, and to read pictures on a slow processor. */
const endpointSchema = z.strictObject({
  address: z.string(),
  allowRemote: z.boolean().default(false),
  apiKey: z.string().optional(),
  maxPictures,
  maxFirstTokenMs: milliseconds.default(120_000),
  maxSilenceMs: milliseconds.default(30_000),
  maxTotalMs: milliseconds.default(600_000),
  maxReplyBytes: z
    .int()
    .min(1)
    .default(2 ** 20),
});

/** A model that is here, by its id. */
const modelSchema = z.strictObject({ model: z.string().min(1), maxPictures });

/** The answerers that exist. */
export const answerers = createRegistry("answerer", {
  retrieval: toEntry(z.strictObject({}), (_, parts: AnswererOptions) => createRetrievalAnswerer(parts)),
  endpoint: toEntry(endpointSchema, (choice, { searcher }: AnswererOptions) =>
    createGeneratedAnswerer({ name: "endpoint", searcher, respondent: async () => createEndpointRespondent(choice) }),
  ),
  model: toEntry(modelSchema, ({ model: id, maxPictures: pictures }, { searcher, models }: AnswererOptions) =>
    createGeneratedAnswerer({
      name: "model",
      searcher,
      async respondent() {
        const generator = await (await models.open(id)).open("generation");
        return createModelRespondent({ id, generator, maxPictures: pictures });
      },
    }),
  ),
});

/** Which answerer, and its options. */
export type AnswererChoice = z.output<typeof answerers.schema>;
