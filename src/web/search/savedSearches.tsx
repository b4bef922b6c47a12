import { useState } from "preact/hooks";
import type { SavedSearchView, SearchInput } from "../../client/client.js";
import { ComplaintNote } from "../parts/complaint.js";
import { Menu } from "../parts/menu.js";
import { NameForm } from "../parts/nameForm.js";
import { kinodex } from "../service.js";
import { toAskedAddress } from "./asked.js";
import { toSavedAsked } from "./savedSearch.js";

interface SavedLinksProps {
  readonly searches: readonly SavedSearchView[];
}

/** The saved searches near the box, to open one of them. */
export function SavedLinks({ searches }: SavedLinksProps) {
  if (searches.length === 0) return null;
  return (
    <details class="saved-links">
      <summary>Saved searches</summary>
      <ul>
        {searches.map((saved) => (
          <li key={saved.searchId}>
            <SavedName saved={saved} />
          </li>
        ))}
      </ul>
    </details>
  );
}

interface SavedSearchesProps extends SavedLinksProps {
  readonly mayChange: boolean;
  readonly onChanged: () => void;
}

/** The saved searches, to open, rename and delete. */
export function SavedSearches({ searches, mayChange, onChanged }: SavedSearchesProps) {
  const [renamingId, setRenamingId] = useState<string>();
  const [deleted, setDeleted] = useState<SavedSearchView>();
  const [error, setError] = useState<unknown>();
  const act = async (work: Promise<unknown>, gone?: SavedSearchView) => {
    try {
      await work;
      setDeleted(gone);
      setError(undefined);
      onChanged();
    } catch (failure) {
      setError(failure);
    }
  };
  if (searches.length === 0 && !deleted) return null;
  return (
    <section class="saved" aria-labelledby="saved-title">
      <div class="row spread">
        <h2 id="saved-title">Saved searches</h2>
        <a href="/judge">Judge what they find</a>
      </div>
      {error !== undefined && <ComplaintNote error={error} />}
      <ul class="named-rows">
        {searches.map((saved) => (
          <li key={saved.searchId}>
            {saved.searchId === renamingId ? (
              <NameForm
                label="Name of the search"
                action="Rename"
                name={saved.name}
                onName={async (name) => {
                  await kinodex.renameSavedSearch(saved.searchId, name);
                  setRenamingId(undefined);
                  onChanged();
                }}
                onCancel={() => setRenamingId(undefined)}
              />
            ) : (
              <>
                <SavedName saved={saved} />
                {mayChange && (
                  <span class="acts">
                    <button
                      type="button"
                      class="quiet"
                      aria-label={`Rename ${saved.name}`}
                      onClick={() => setRenamingId(saved.searchId)}
                    >
                      Rename
                    </button>
                    <button
                      type="button"
                      class="quiet danger"
                      aria-label={`Delete ${saved.name}`}
                      onClick={() => void act(kinodex.deleteSavedSearch(saved.searchId), saved)}
                    >
                      Delete
                    </button>
                  </span>
                )}
              </>
            )}
          </li>
        ))}
      </ul>
      {deleted && (
        <p class="row" role="status">
          {deleted.name} was deleted.
          <button
            type="button"
            onClick={() => void act(kinodex.saveSearch(deleted.name, deleted.search as SearchInput))}
          >
            Undo
          </button>
        </p>
      )}
    </section>
  );
}

function SavedName({ saved }: { readonly saved: SavedSearchView }) {
  const asked = toSavedAsked(saved);
  if (asked) return <a href={toAskedAddress(asked)}>{saved.name}</a>;
  return (
    <span>
      {saved.name} <span class="muted">(saved by a program; only programs can make it)</span>
    </span>
  );
}

interface SaveSearchProps {
  readonly search: SearchInput;
  readonly onSaved: () => void;
}

/** Saves the search that is shown. */
export function SaveSearch({ search, onSaved }: SaveSearchProps) {
  const [isSaved, setSaved] = useState(false);
  return (
    <Menu label={isSaved ? "Saved" : "Save search"} kind="save">
      {({ isOpen, close }) =>
        isOpen && (
          <NameForm
            label="Name of the search"
            action="Save"
            name={typeof search.query === "string" ? search.query.slice(0, 200) : "Moments like one"}
            onName={async (name) => {
              await kinodex.saveSearch(name, search);
              close();
              setSaved(true);
              onSaved();
            }}
          />
        )
      }
    </Menu>
  );
}
