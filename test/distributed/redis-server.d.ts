import type { RedisClient } from "../../packages/resilience/src/redis/index.js";
/** A client under test and how to be rid of it. */
interface OpenClient {
    readonly client: RedisClient;
    close(): Promise<void>;
}
/** Both packages, as an application would make them. */
export declare const openClient: {
    redis(port: number): Promise<OpenClient>;
    ioredis(port: number): Promise<OpenClient>;
};
export type ClientPackage = keyof typeof openClient;
export declare const clientPackages: readonly ClientPackage[];
/** A server of the test's own, to be stopped, killed and started again at will. */
export declare class OwnRedis {
    readonly port: number;
    private process;
    private constructor();
    static start(): Promise<OwnRedis>;
    start(): Promise<void>;
    /** `SIGSTOP` lets it hang with its connections open, `SIGCONT` ends that. */
    signal(signal: "SIGSTOP" | "SIGCONT"): void;
    kill(): Promise<void>;
}
/** The machine's server, for tests that leave it as it was; where there is none, one is started. */
export declare function anyRedis(): Promise<{
    readonly port: number;
    stop(): Promise<void>;
}>;
/** What a test's keys begin with: tests share the server. */
export declare const ownPrefix: () => string;
export declare function deleteKeys(port: number, prefix: string): Promise<void>;
export {};
