import { run } from "./program.js";
import { tolerateBrokenPipe } from "./standard-output.js";

tolerateBrokenPipe(process.stdout);
process.exitCode = await run(process.argv.slice(2));
