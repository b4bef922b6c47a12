import type { Capability, Model } from "../app/models.js";

/** What can be done with a model, as commands, by what it is capable of. */
export async function listUses(model: Pick<Model, "identity" | "capabilities" | "open">): Promise<readonly string[]> {
  const { id } = model.identity;
  const uses = [...model.capabilities].map(async (capability) =>
    capability === "generation"
      ? usesOfGenerator(id, await model.open("generation"))
      : (usesOf[capability]?.(id) ?? []),
  );
  return (await Promise.all(uses)).flat();
}

const usesOf: Readonly<Partial<Record<Capability, (id: string) => readonly string[]>>> = {
  image: (id) => [
    `index with it: kinodex index VIDEOS --model ${id} --index FOLDER`,
    `captions come when it is calibrated: kinodex models calibrate ${id}`,
  ],
  matching: (id) => [`re-rank with it: kinodex search QUERY --rerank 10 --matcher ${id}`],
  grounding: (id) => [`let it find where something is: kinodex ask "where is the …" --grounder ${id}`],
  prefix: (id) => [`let it describe what is indexed: kinodex captions VIDEO --model ${id}`],
  painting: (id) => [`search by what it paints: kinodex search QUERY --paint FILE.png --painter ${id}`],
};

/** Which it is only the loaded model tells. */
function usesOfGenerator(id: string, { takesPrompts }: { readonly takesPrompts: boolean }): readonly string[] {
  const describes = `let it describe what is seen: list "descriptions" with "model: ${id}" in a pipeline (pipelines/README.md)`;
  return takesPrompts ? [`let it answer: kinodex ask QUESTION --answerer ${id}`, describes] : [describes];
}
