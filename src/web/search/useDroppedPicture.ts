import { useState } from "preact/hooks";

/** Takes a picture that is dropped on a part of the page. */
export function useDroppedPicture(onPicture: (picture: File) => void) {
  const [isOver, setOver] = useState(false);
  const listeners = {
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      const into = event.relatedTarget as Node | null;
      if (!into || !(event.currentTarget as Node).contains(into)) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      const dropped = [...(event.dataTransfer?.files ?? [])].find(({ type }) => type.startsWith("image/"));
      if (dropped) onPicture(dropped);
    },
  };
  return { isOver, listeners };
}
