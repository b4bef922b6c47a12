import { useEffect } from "preact/hooks";
import { toCount } from "../format.js";
import { ComplaintNote } from "../parts/complaint.js";
import { NameForm } from "../parts/nameForm.js";
import { navigate } from "../router.js";
import { kinodex } from "../service.js";
import { useMayIngest } from "../useAllowed.js";
import { useLoaded } from "../useLoaded.js";

/** The collections of moments that people keep. */
export function CollectionsPage() {
  const { value: collections, error, reload } = useLoaded("collections", () => kinodex.listCollections());
  const mayChange = useMayIngest();
  useEffect(() => {
    document.title = "Collections · Kinodex";
  }, []);
  return (
    <div class="collections-page">
      <h1 tabIndex={-1}>Collections</h1>
      {error !== undefined && <ComplaintNote error={error} onRetry={reload} />}
      {collections?.length === 0 && (
        <section class="empty">
          <h2>There is no collection yet</h2>
          <p>
            A collection keeps moments in an order of your own, to play or export them together.
            {mayChange && " Select moments among the results of a search and add them, or begin with an empty one."}
          </p>
        </section>
      )}
      {collections && collections.length > 0 && (
        <ul class="named-rows">
          {collections.map(({ collectionId, name, momentCount, updatedAt }) => (
            <li key={collectionId}>
              <a href={`/collections/${collectionId}`}>{name}</a>
              <span class="muted">
                {toCount(momentCount, "moment")} · changed{" "}
                {new Date(updatedAt).toLocaleDateString(undefined, { dateStyle: "medium" })}
              </span>
            </li>
          ))}
        </ul>
      )}
      {mayChange && (
        <NameForm
          label="Name of a new collection"
          action="Create"
          onName={async (name) => navigate(`/collections/${(await kinodex.createCollection({ name })).collectionId}`)}
        />
      )}
    </div>
  );
}
