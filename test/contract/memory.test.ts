import { inMemoryMemory } from "@tidegate/invoices";
import { openDataFolder } from "../../packages/tidegate/src/storage/data-folder.js";
import { memoryContract } from "./memory.js";

memoryContract("in memory", async () => ({ memory: inMemoryMemory(), close: async () => undefined }));

memoryContract("DuckDB ledger", async () => {
  const folder = await openDataFolder(":memory:");
  return { memory: folder.ledger, close: () => folder.close() };
});
