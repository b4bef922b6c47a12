interface NotFoundProps {
  readonly onHelp: () => void;
}

/** An address that leads nowhere. */
export function NotFound({ onHelp }: NotFoundProps) {
  return (
    <section class="empty">
      <h1 tabIndex={-1}>There is no page here</h1>
      <p>The address may have been cut short, or the video was removed from the index.</p>
      <p class="row">
        <a class="button" href="/">
          Search
        </a>
        <a class="button" href="/library">
          See what is indexed
        </a>
        <button type="button" class="quiet" onClick={onHelp}>
          Help
        </button>
      </p>
    </section>
  );
}
