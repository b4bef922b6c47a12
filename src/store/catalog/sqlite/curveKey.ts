/** The key of what an annotator measured over a video, among the values beside the index; `*` stands for any annotator. */
export function curveKeyOf(videoId: string, annotator: string): string {
  return `curve/${annotator}/${videoId}`;
}
