import { backgroundQueries } from "../src/query/confidence/backgroundQueries.js";

/** Texts to search for. Those of the bank ship with the model as embeddings: asking for them would time no encoder. */
export const benchTexts: readonly string[] = backgroundQueries.map((text) => `${text}, seen from afar`);
