import { storageError } from "../storage-error.js";
import type { Database } from "./database.js";
import { migrations } from "./migrations.js";

/** Brings the schema up to date in one transaction. Throws `StorageError` `TOO-NEW` for a schema newer than ours. */
export async function migrate(database: Database, folder: string): Promise<void> {
  await database.transaction(async (session) => {
    await session.run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
    const [row] = await session.rows<{ version: number }>(
      "SELECT coalesce(max(version), 0)::INTEGER AS version FROM schema_version",
    );
    const present = row?.version ?? 0;
    const newest = migrations.at(-1)?.version ?? 0;
    if (present > newest) throw storageError("TOO-NEW", folder);
    for (const { version, sql } of migrations) {
      if (version <= present) continue;
      for (const statement of sql) await session.run(statement);
      await session.run("INSERT INTO schema_version VALUES ($1::INTEGER)", version);
    }
  });
}
