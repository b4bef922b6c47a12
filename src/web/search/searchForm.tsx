import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { maxQueryLength } from "../../client/client.js";
import { useEdited } from "../parts/useEdited.js";
import { readForm } from "../parts/readForm.js";
import { MoreFields } from "../parts/moreFields.js";
import { SubmitButton } from "../parts/submitButton.js";
import { defaultTop, type Asked } from "./asked.js";
import { isNarrowed, readFilter } from "./filter.js";
import { FilterFields } from "./filterFields.js";
import { QueryHelp } from "./queryHelp.js";

interface SearchFormProps {
  readonly asked: Asked;
  /** The place of the query that cannot be read. */
  readonly fault?: { readonly startOffset: number; readonly endOffset: number } | undefined;
  readonly onSearch: (asked: Asked) => void;
  readonly onPicture: (picture: File) => void;
  /** What else stands under the box. */
  readonly children?: ComponentChildren;
}

/** The box, what narrows a search, and how queries are written. */
export function SearchForm({ asked, fault, onSearch, onPicture, children }: SearchFormProps) {
  const [query, setQuery] = useEdited(asked.query);
  const form = useRef<HTMLFormElement>(null);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!fault) return;
    box.current?.focus();
    box.current?.setSelectionRange(fault.startOffset, Math.max(fault.endOffset, fault.startOffset + 1));
  }, [fault]);

  const submit = (changes: Partial<Asked> = {}) => {
    const text = readForm(form.current as HTMLFormElement);
    onSearch({
      query: text("q"),
      picture: asked.picture,
      like: asked.like,
      top: Number(text("top")) || asked.top,
      ...readFilter(text),
      ...changes,
    });
  };
  const submitIfAsked = () => (asked.query || asked.picture || asked.like) && submit();

  return (
    <search>
      <form
        ref={form}
        class="search-form"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <div class="box">
          <label class="hidden" for="query">
            What to look for
          </label>
          <input
            ref={box}
            id="query"
            name="q"
            type="search"
            value={query}
            maxLength={maxQueryLength}
            placeholder="Describe a moment"
            autocomplete="off"
            data-first-focus
            spellcheck={false}
            aria-invalid={fault ? "true" : undefined}
            aria-describedby={fault ? "query-fault" : undefined}
            onInput={(event) => setQuery(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "ArrowDown") document.querySelector<HTMLElement>("main .results a.moment")?.focus();
            }}
          />
          <label class="picture-button" title="Search by picture: choose a file, or drop one anywhere here">
            <input
              class="hidden"
              type="file"
              accept="image/*"
              aria-label="Search by picture"
              onChange={(event) => {
                const [file] = event.currentTarget.files ?? [];
                if (file) onPicture(file);
                event.currentTarget.value = "";
              }}
            />
            <svg viewBox="0 0 24 24" aria-hidden="true">
              <path d="M4 7.5A1.5 1.5 0 0 1 5.5 6H8l1.5-2h5L16 6h2.5A1.5 1.5 0 0 1 20 7.5v10A1.5 1.5 0 0 1 18.5 19h-13A1.5 1.5 0 0 1 4 17.5z" />
              <circle cx="12" cy="12.3" r="3.3" />
            </svg>
            <span class="wide-only">Picture</span>
          </label>
          <SubmitButton text="Search" />
        </div>
        <div class="under-box">
          <MoreFields title="Narrow down" isUsed={isNarrowed(asked)}>
            <FilterFields filter={asked} onChange={submitIfAsked} />
            <label class="field">
              <span>Show</span>
              <select name="top" value={String(asked.top)} onChange={submitIfAsked}>
                {[...new Set([6, 12, defaultTop, 48, 100, asked.top])]
                  .sort((a, b) => a - b)
                  .map((top) => (
                    <option key={top} value={String(top)}>
                      {top} moments
                    </option>
                  ))}
              </select>
            </label>
          </MoreFields>
          <QueryHelp onExample={(example) => submit({ query: example })} />
          {children}
        </div>
      </form>
    </search>
  );
}
