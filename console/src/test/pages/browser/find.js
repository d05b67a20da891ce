// @ts-check
/** Says where Chromium is, or that it is not. */

import { chromiumPath } from './chromium.js';

console.log(chromiumPath());
