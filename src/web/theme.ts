import { keepTheme, readTheme, type Theme } from "./keptTheme.js";
import { createStore } from "./store.js";

/** The chosen one, which the browser keeps. */
export const theme = createStore<Theme>(readTheme());

/** Shows the chosen theme from now on; call it before anything is drawn. */
export function applyTheme(): void {
  const apply = () => {
    const chosen = theme.get();
    if (chosen === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = chosen;
    keepTheme(chosen);
  };
  apply();
  theme.subscribe(apply);
}
