import { kinodex } from "./service.js";
import { useLoaded } from "./useLoaded.js";

/** Whether the key that is kept, where one is needed, allows to add and remove videos; undefined until that is known. */
export function useMayIngest(): boolean | undefined {
  const { value } = useLoaded("session", () => kinodex.session());
  return value && (!value.keyNeeded || value.scope === "ingest" || value.scope === "admin");
}
