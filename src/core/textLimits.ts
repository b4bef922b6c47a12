/** Longest query, question or choice, in UTF-16 units, whichever way it comes in. */
export const maxQueryLength = 2000;

/** Maximum number of answers that a question may give to choose from. */
export const maxChoices = 50;
