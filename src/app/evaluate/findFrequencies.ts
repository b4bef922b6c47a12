import { join } from "node:path";
import { readFrequencies, type Frequencies } from "../../evaluation/classification/frequencies.js";
import { listModels } from "../../models/hub/knownModels.js";

/** The counts of training data that a model's manifest names; undefined where it names none. Throws what reading them throws. */
export async function findFrequencies(id: string): Promise<Frequencies | undefined> {
  const { models } = await listModels();
  const found = models.find(({ manifest }) => manifest.id === id);
  const file = found?.manifest.frequencies;
  return found && file !== undefined ? readFrequencies(join(found.folder, file)) : undefined;
}
