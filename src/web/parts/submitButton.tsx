/** Sends a form: a word, or a sign where there is little room. */
export function SubmitButton({ text }: { readonly text: string }) {
  return (
    <button type="submit" class="primary submit" aria-label={text}>
      <span class="wide-only">{text}</span>
      <svg class="narrow-only" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M4 12h15M13 6l6 6-6 6" />
      </svg>
    </button>
  );
}
