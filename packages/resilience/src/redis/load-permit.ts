import type { LoadPermit, StoreDetails, StoredValue } from "../cache/store.js";
import type { TimerHandle } from "../clock/clock.js";
import { releaseScript, renewScript } from "./cache-scripts.js";
import type { RedisConnection } from "./connection.js";

interface PermitMeans {
  readonly connection: RedisConnection;
  readonly lockKey: string;
  readonly token: string;
  readonly since: number;
  readonly lockMs: number;
  /** Channel, origin and key of the message that it is free. */
  readonly farewell: readonly string[];
  readonly store: (entry: StoredValue, details: StoreDetails) => Promise<number | undefined>;
}

/** Keeps a process's event loop from waiting for the timer, where there is such a thing. */
function unref(handle: TimerHandle): void {
  const timer = handle as { unref?: unknown } | null;
  if (typeof timer === "object" && typeof timer?.unref === "function") timer.unref();
}

/**
 * The right to load a key: a lock that is renewed while the load runs, so that its life can be short and a process that
 * died does not block the others for longer than that.
 */
export function loadPermit(means: PermitMeans): LoadPermit {
  const { connection, lockKey, token, since, lockMs, farewell } = means;
  const { clock } = connection;
  let ended = false;
  let timer: TimerHandle;

  const renewLater = () => {
    timer = clock.setTimeout(() => void renew(), lockMs / 3);
    unref(timer);
  };
  const renew = async () => {
    try {
      const kept = await connection.run(renewScript, [lockKey], [token, lockMs]);
      if (Number(kept) === 0) ended = true;
    } catch {
      // The server is gone; the lock ends by itself if it does not come back in time.
    }
    if (!ended) renewLater();
  };
  const end = () => {
    ended = true;
    clock.clearTimeout(timer);
  };
  renewLater();

  const release = async () => {
    if (ended) return;
    end();
    try {
      await connection.run(releaseScript, [lockKey], [token, ...farewell]);
    } catch {
      // It ends by itself.
    }
  };
  return {
    since,
    release,
    async store(entry, details) {
      if (ended) return undefined;
      end();
      return means.store(entry, details);
    },
  };
}
