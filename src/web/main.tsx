import { render } from "preact";
import { App } from "./app.js";
import { followLinks } from "./router.js";
import { applyTheme } from "./theme.js";

applyTheme();
followLinks();
render(<App />, document.querySelector("#app") as Element);
