import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ClientPackage } from "./redis-server.js";

export interface LoadTask {
  /** So many callers at once. */
  readonly times?: number;
  readonly loadMs?: number;
}

export type Task =
  | ({ readonly kind: "load"; readonly key: string } & LoadTask)
  | { readonly kind: "set"; readonly key: string; readonly value: string }
  | { readonly kind: "delete-by-tag"; readonly tag: string };

export interface Order {
  readonly id: number;
  readonly task: Task;
}

interface Start {
  readonly port: number;
  readonly prefix: string;
  readonly client: ClientPackage;
}

const program = fileURLToPath(new URL("./cache-process.ts", import.meta.url));

/** A process with a cache of its own, which does as it is told. */
export class CacheProcess {
  private readonly child: ChildProcess;
  private orders = 0;

  private constructor(child: ChildProcess) {
    this.child = child;
    child.setMaxListeners(100);
  }

  static async start({ port, prefix, client }: Start): Promise<CacheProcess> {
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "--conditions=tidegate-source", program, String(port), prefix, client],
      { stdio: ["ignore", "inherit", "inherit", "ipc"] },
    );
    const ended = once(child, "exit").then(() => Promise.reject(new Error("The process ended before it was ready.")));
    ended.catch(() => {});
    await Promise.race([once(child, "message"), ended]);
    return new CacheProcess(child);
  }

  load(key: string, task: LoadTask = {}): Promise<unknown> {
    return this.order({ kind: "load", key, ...task });
  }

  set(key: string, value: string): Promise<unknown> {
    return this.order({ kind: "set", key, value });
  }

  deleteByTag(tag: string): Promise<unknown> {
    return this.order({ kind: "delete-by-tag", tag });
  }

  kill(): void {
    this.child.kill("SIGKILL");
  }

  private order(task: Task): Promise<unknown> {
    this.orders += 1;
    const id = this.orders;
    return new Promise((resolve, reject) => {
      const hear = (message: unknown) => {
        const { id: answered, result } = message as { id: number; result: unknown };
        if (answered !== id) return;
        this.child.off("message", hear);
        resolve(result);
      };
      this.child.on("message", hear);
      this.child.once("exit", () => reject(new Error("The process has ended.")));
      this.child.send({ id, task } satisfies Order);
    });
  }
}
