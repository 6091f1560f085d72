// What pages with photographs get beside app.js.

import * as compare from "./compare.js";
import * as marking from "./marking.js";
import * as photograph from "./photograph.js";

for (const module of [photograph, marking, compare]) module.start();
