/** Pictures that are loaded at a time: of a browser's six connections to a server, some must be left to what is clicked. */
const maxAtOnce = 4;

let loading = 0;
const waiting = new Set<() => void>();

/**
 * Calls `begin` when it is a picture's turn to load, in the order in which they ask. Returns what ends its turn, or its
 * waiting; calling that again does nothing.
 */
export function takePictureTurn(begin: () => void): () => void {
  let isLoading = false;
  let isOver = false;
  const start = () => {
    isLoading = true;
    loading += 1;
    begin();
  };
  waiting.add(start);
  startNext();
  return () => {
    if (isOver) return;
    isOver = true;
    waiting.delete(start);
    if (isLoading) loading -= 1;
    startNext();
  };
}

function startNext(): void {
  for (const start of waiting) {
    if (loading >= maxAtOnce) return;
    waiting.delete(start);
    start();
  }
}
