/** A copy of RGB pixels in the order of channels that a network takes. */
export function inOrder(pixels: Uint8Array, channels: "rgb" | "bgr"): Uint8Array {
  const ordered = pixels.slice();
  if (channels === "bgr")
    for (let at = 0; at < ordered.length; at += 3) {
      ordered[at] = pixels[at + 2] as number;
      ordered[at + 2] = pixels[at] as number;
    }
  return ordered;
}
