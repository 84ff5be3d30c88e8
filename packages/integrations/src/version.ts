/** Kept equal to package.json by a test: a JSON import would still warn on Node 20. */
export const version = "0.1.0";
