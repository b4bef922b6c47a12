import type { Film } from "./film.js";
import { BALLOON } from "./balloon.js";
import { CITY } from "./city.js";
import { GARDEN } from "./garden.js";
import { HARBOUR } from "./harbour.js";
import { KITCHEN } from "./kitchen.js";
import { RAILWAY } from "./railway.js";
import { REEF } from "./reef.js";
import { ROCKET } from "./rocket.js";

/** The samples, in the order of `samples.json`. */
export const FILMS: readonly Film[] = [HARBOUR, GARDEN, CITY, ROCKET, RAILWAY, KITCHEN, BALLOON, REEF];
