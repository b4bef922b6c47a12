import { useState } from "preact/hooks";
import type { CollectionView, NewMoment } from "../../client/client.js";
import { ComplaintNote } from "../parts/complaint.js";
import { Menu } from "../parts/menu.js";
import { readForm } from "../parts/readForm.js";
import { kinodex } from "../service.js";
import { useMayIngest } from "../useAllowed.js";
import { useLoaded } from "../useLoaded.js";

/** What has been put into which collection. */
export interface Collected {
  readonly collection: CollectionView;
  readonly count: number;
}

interface CollectMenuProps {
  readonly moments: readonly NewMoment[];
  /** What to do first where there are no moments. */
  readonly hint?: string;
  readonly onCollected: (collected: Collected) => void;
}

/** Puts moments into a collection, or into one that it begins; not there for those who may only read. */
export function CollectMenu({ moments, hint, onCollected }: CollectMenuProps) {
  if (!useMayIngest()) return null;
  return (
    <Menu label="Add to collection" kind="collect">
      {({ isOpen, close }) =>
        moments.length === 0 ? (
          <p class="muted">{hint}</p>
        ) : (
          isOpen && (
            <Choices
              moments={moments}
              onCollected={(collected) => {
                close();
                onCollected(collected);
              }}
            />
          )
        )
      }
    </Menu>
  );
}

function Choices({ moments, onCollected }: CollectMenuProps) {
  const { value: collections, error: loadError } = useLoaded("collections", () => kinodex.listCollections());
  const [error, setError] = useState<unknown>();
  const put = async (work: Promise<CollectionView>) => {
    try {
      onCollected({ collection: await work, count: moments.length });
    } catch (failure) {
      setError(failure);
    }
  };
  const problem = error ?? loadError;
  return (
    <>
      {collections && collections.length > 0 && (
        <ul class="menu-list">
          {collections.map(({ collectionId, name, momentCount }) => (
            <li key={collectionId}>
              <button type="button" onClick={() => void put(kinodex.collectMoments(collectionId, moments))}>
                <span class="name">{name}</span> <span class="muted">{momentCount}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <form
        class="menu-form"
        onSubmit={(event) => {
          event.preventDefault();
          const name = readForm(event.currentTarget)("name");
          void put(kinodex.createCollection({ name, moments: [...moments] }));
        }}
      >
        <input
          name="name"
          aria-label="Name of a new collection"
          placeholder="New collection"
          required
          pattern=".*\S.*"
          title="A name"
          maxLength={200}
          autocomplete="off"
        />
        <button type="submit">Create</button>
      </form>
      {problem !== undefined && <ComplaintNote error={problem} />}
    </>
  );
}

/** Says what has been put where. */
export function CollectedNote({ collected: { collection, count } }: { readonly collected: Collected }) {
  return (
    <span role="status">
      {count === 1 ? "Added" : `${count} moments added`} to{" "}
      <a href={`/collections/${collection.collectionId}`}>{collection.name}</a>
    </span>
  );
}
