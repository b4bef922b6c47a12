import { themes, type Theme } from "../keptTheme.js";
import { useStore } from "../store.js";
import { theme } from "../theme.js";

const order: readonly Theme[] = ["system", "light", "dark"];

/** Goes from one theme to the next. */
export function ThemeButton() {
  const chosen = useStore(theme, (now) => now);
  const next = order[(order.indexOf(chosen) + 1) % order.length] as Theme;
  return (
    <button
      type="button"
      class="quiet theme"
      title={`Colours: ${themes[chosen].toLowerCase()}`}
      aria-label={`Colours: ${themes[chosen].toLowerCase()}. Change to: ${themes[next].toLowerCase()}`}
      onClick={() => theme.set(next)}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <circle cx="12" cy="12" r="8" />
        {chosen !== "light" && (
          <path class="half" d={chosen === "dark" ? "M12 4a8 8 0 1 1 0 16 8 8 0 1 1 0-16z" : "M12 4a8 8 0 0 1 0 16z"} />
        )}
      </svg>
    </button>
  );
}
