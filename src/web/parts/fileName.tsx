import { Fragment } from "preact";

/** The name of a file, which breaks between its words alone and is cut off where it is too long; pointing at it tells all. */
export function FileName({ name }: { readonly name: string }) {
  const parts = name.split(/(?<=[_\-\s.])(?!\w{1,5}$)/);
  return (
    <span class="name" title={name}>
      {parts.map((part, n) => (
        <Fragment key={n}>
          {n > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
