/** Name of the annotator that measures how surprising pictures are; its curve is stored under it. */
export const surpriseName = "surprise";
