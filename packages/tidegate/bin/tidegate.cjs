#!/usr/bin/env node
"use strict";
// CommonJS, because the loader of modules uses the thread pool before a module could set its size.
const { setFlagsFromString } = require("node:v8");

// Both bound memory, as measured over a million documents. Each thread of the pool keeps memory it has freed; offline,
// no name is resolved that could hold up a pool of one. The heap may grow by a tenth of what is alive before it is
// cleared, where V8 by itself lets it grow fourfold.
if (process.argv.includes("--offline")) process.env.UV_THREADPOOL_SIZE ??= "1";
setFlagsFromString("--heap-growing-percent=10");

import("../dist/bundle/main.js");
