/** What to do where nothing is indexed yet. */
export function NoVideos() {
  return (
    <section class="empty">
      <h2>No video is indexed yet</h2>
      <p>
        Add some in the <a href="/library">library</a>, or on the command line:
      </p>
      <pre>
        <code>npx kinodex index ~/Videos</code>
      </pre>
    </section>
  );
}
