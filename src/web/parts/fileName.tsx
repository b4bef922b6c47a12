import { Fragment } from "preact";

/** The name of a file, which breaks between its words alone and is cut off where it is too long; pointing at it tells all. */
export function FileName({ name }: { readonly name: string }) {
  return (
    <span class="name" title={name}>
      <Breakable text={name} />
    </span>
  );
}

/** A text with names of files in it, which break between their words. */
export function Breakable({ text }: { readonly text: string }) {
  const parts = text.split(/(?<=[_\-\s./])(?!\w{1,5}(?:$|\s))/);
  return (
    <>
      {parts.map((part, n) => (
        <Fragment key={n}>
          {n > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </>
  );
}
