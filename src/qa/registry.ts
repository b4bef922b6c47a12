import { z } from "zod";
import { createRegistry, toEntry } from "../core/registry.js";
import { createEndpointAnswerer } from "./endpoint/endpointAnswerer.js";
import { createRetrievalAnswerer, type AnswererOptions } from "./retrievalAnswerer.js";

const milliseconds = z.int().min(1);

/** A server, and how long it is waited for: a model may have to be loaded, and to read pictures on a slow processor. */
const endpointSchema = z.strictObject({
  address: z.string(),
  allowRemote: z.boolean().default(false),
  apiKey: z.string().optional(),
  // six fit into the 4096 tokens that Ollama grants, also of models that make 576 of a picture
  maxPictures: z.int().min(1).max(32).default(6),
  maxFirstTokenMs: milliseconds.default(120_000),
  maxSilenceMs: milliseconds.default(30_000),
  maxTotalMs: milliseconds.default(600_000),
  maxReplyBytes: z
    .int()
    .min(1)
    .default(2 ** 20),
});

/** The answerers that exist. */
export const answerers = createRegistry("answerer", {
  retrieval: toEntry(z.strictObject({}), (_, parts: AnswererOptions) => createRetrievalAnswerer(parts)),
  endpoint: toEntry(endpointSchema, (options, parts: AnswererOptions) => createEndpointAnswerer(options, parts)),
});

/** Which answerer, and its options. */
export type AnswererChoice = z.output<typeof answerers.schema>;
