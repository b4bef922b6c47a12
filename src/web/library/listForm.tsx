import { useRef } from "preact/hooks";
import { readForm } from "../parts/readForm.js";
import { navigate } from "../router.js";
import { FolderSelect } from "../search/filterFields.js";
import { defaultSorting, sortings, toListedAddress, type Listed } from "./listed.js";

const restMs = 250;

/** Looks for videos by name, folder and date, and sorts them. */
export function ListForm({ asked }: { readonly asked: Listed }) {
  const form = useRef<HTMLFormElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const list = () => {
    clearTimeout(timer.current);
    if (!form.current) return;
    const read = readForm(form.current);
    const field = (name: string) => read(name) || undefined;
    navigate(
      toListedAddress({
        name: field("name"),
        folder: field("folder"),
        since: field("since"),
        until: field("until"),
        sort: field("sort"),
      }),
      { replace: true },
    );
  };
  const listSoon = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(list, restMs);
  };
  return (
    <search>
      <form
        ref={form}
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          list();
        }}
      >
        <label class="field wide">
          <span>Name</span>
          <input
            name="name"
            type="search"
            defaultValue={asked.name ?? ""}
            placeholder="A word of the name"
            maxLength={200}
            autocomplete="off"
            spellcheck={false}
            onInput={listSoon}
          />
        </label>
        <FolderSelect value={asked.folder} onChange={list} />
        <label class="field">
          <span>Recorded from</span>
          <input name="since" type="date" value={asked.since ?? ""} onChange={list} />
        </label>
        <label class="field">
          <span>Recorded to</span>
          <input name="until" type="date" value={asked.until ?? ""} onChange={list} />
        </label>
        <label class="field">
          <span>Order</span>
          <select name="sort" value={asked.sort ?? defaultSorting} onChange={list}>
            {Object.entries(sortings).map(([key, { text }]) => (
              <option key={key} value={key}>
                {text}
              </option>
            ))}
          </select>
        </label>
      </form>
    </search>
  );
}
