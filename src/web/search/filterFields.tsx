import { VideoSelect } from "../parts/videoSelect.js";
import { kinodex } from "../service.js";
import { useLoaded } from "../useLoaded.js";
import { foundBy, orders, type Filter } from "./filter.js";

interface FilterFieldsProps {
  readonly filter: Filter;
  readonly onChange: () => void;
}

/** What narrows a search: where, when, how long, and by what. */
export function FilterFields({ filter, onChange }: FilterFieldsProps) {
  return (
    <>
      <VideoSelect value={filter.videoId} onChange={onChange} />
      <FolderSelect value={filter.folder} onChange={onChange} />
      <Choice name="by" label="Found by" any="anything" value={filter.by} options={foundBy} onChange={onChange} />
      <Choice name="order" label="Order" any="best first" value={filter.order} options={orders} onChange={onChange} />
      <ClockField name="from" label="From" value={filter.fromSeconds} onChange={onChange} />
      <ClockField name="to" label="To" value={filter.toSeconds} onChange={onChange} />
      <DateField name="since" label="Recorded from" value={filter.recordedFrom} onChange={onChange} />
      <DateField name="until" label="Recorded to" value={filter.recordedTo} onChange={onChange} />
      <ClockField name="longer" label="Video longer than" value={filter.minDurationSeconds} onChange={onChange} />
      <ClockField name="shorter" label="Video shorter than" value={filter.maxDurationSeconds} onChange={onChange} />
    </>
  );
}

interface FolderSelectProps {
  readonly value: string | undefined;
  readonly onChange?: () => void;
}

/** One of the folders with videos, or all of them; in a form as `folder`. */
export function FolderSelect({ value, onChange }: FolderSelectProps) {
  const { value: folders = [] } = useLoaded("folders", () => kinodex.folders());
  const names = folders.map(({ folder }) => folder);
  const shown = value === undefined || names.includes(value) ? names : [value, ...names];
  return (
    <label class="field wide">
      <span>Folder</span>
      <select name="folder" value={value ?? ""} onChange={onChange}>
        <option value="">all of them</option>
        {shown.map((folder) => (
          <option key={folder} value={folder} title={folder}>
            {folder === "stored" ? "uploaded" : folder}
          </option>
        ))}
      </select>
    </label>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  /** What it says where nothing is chosen. */
  readonly any: string;
  readonly value: string | undefined;
  readonly options: Readonly<Record<string, { readonly text: string }>>;
  readonly onChange: () => void;
}

function Choice({ name, label, any, value, options, onChange }: ChoiceProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select name={name} value={value ?? ""} onChange={onChange}>
        <option value="">{any}</option>
        {Object.entries(options).map(([key, { text }]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

interface FieldProps<Value> {
  readonly name: string;
  readonly label: string;
  readonly value: Value | undefined;
  readonly onChange: () => void;
}

function ClockField({ name, label, value, onChange }: FieldProps<number>) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        name={name}
        type="text"
        inputMode="decimal"
        placeholder="0:00"
        pattern="\s*(\d+:){0,2}\d+(\.\d+)?\s*"
        title="Seconds, or minutes and seconds as 1:30"
        value={value === undefined ? "" : String(value)}
        onChange={(event) => event.currentTarget.form?.reportValidity() && onChange()}
      />
    </label>
  );
}

function DateField({ name, label, value, onChange }: FieldProps<string>) {
  return (
    <label class="field">
      <span>{label}</span>
      <input name={name} type="date" value={value ?? ""} onChange={onChange} />
    </label>
  );
}
