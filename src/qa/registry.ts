import { z } from "zod";
import { createRegistry, toEntry } from "../core/registry.js";
import { createRetrievalAnswerer, type AnswererOptions } from "./retrievalAnswerer.js";

/** The answerers that exist. */
export const answerers = createRegistry("answerer", {
  retrieval: toEntry(z.strictObject({}), (_, parts: AnswererOptions) => createRetrievalAnswerer(parts)),
});

/** Which answerer, and its options. */
export type AnswererChoice = z.output<typeof answerers.schema>;
