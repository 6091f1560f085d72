// What every page gets.

import * as bodymap from "./bodymap.js";
import * as components from "./components.js";
import * as draft from "./draft.js";
import * as keys from "./keys.js";
import * as matrix from "./matrix.js";
import * as menus from "./menus.js";
import * as odontogram from "./odontogram.js";
import * as sheets from "./sheets.js";
import * as small from "./small.js";
import * as upload from "./upload.js";

for (const module of [menus, keys, draft, upload, components, odontogram, bodymap, matrix, sheets, small]) module.start();
