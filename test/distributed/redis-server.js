import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { Redis } from "ioredis";
import { createClient } from "redis";
/** Both packages, as an application would make them. */
export const openClient = {
    async redis(port) {
        const client = createClient({ socket: { host: "127.0.0.1", port, reconnectStrategy: () => 50 } });
        client.on("error", () => { });
        await client.connect();
        return { client, close: async () => client.destroy() };
    },
    async ioredis(port) {
        const client = new Redis({ host: "127.0.0.1", port, retryStrategy: () => 50 });
        client.on("error", () => { });
        await client.ping();
        return { client, close: async () => client.disconnect() };
    },
};
export const clientPackages = ["redis", "ioredis"];
function answers(port) {
    return new Promise((resolve) => {
        const socket = connect({ host: "127.0.0.1", port });
        socket.once("error", () => resolve(false));
        socket.once("connect", () => socket.write("PING\r\n"));
        socket.once("data", (data) => {
            socket.destroy();
            resolve(data.toString().startsWith("+PONG"));
        });
    });
}
async function freePort() {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    server.close();
    await once(server, "close");
    return typeof address === "object" && address !== null ? address.port : 0;
}
/** A server of the test's own, to be stopped, killed and started again at will. */
export class OwnRedis {
    port;
    process;
    constructor(port) {
        this.port = port;
    }
    static async start() {
        const server = new OwnRedis(await freePort());
        await server.start();
        return server;
    }
    async start() {
        const options = ["--port", String(this.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
        this.process = spawn("redis-server", options, { stdio: "ignore" });
        while (!(await answers(this.port)))
            await new Promise((resolve) => setTimeout(resolve, 10));
    }
    /** `SIGSTOP` lets it hang with its connections open, `SIGCONT` ends that. */
    signal(signal) {
        this.process?.kill(signal);
    }
    async kill() {
        if (this.process === undefined || this.process.exitCode !== null || this.process.signalCode !== null)
            return;
        const exit = once(this.process, "exit");
        this.process.kill("SIGKILL");
        await exit;
    }
}
/** The machine's server, for tests that leave it as it was; where there is none, one is started. */
export async function anyRedis() {
    if (await answers(6_379))
        return { port: 6_379, stop: async () => { } };
    const own = await OwnRedis.start();
    return { port: own.port, stop: () => own.kill() };
}
/** What a test's keys begin with: tests share the server. */
export const ownPrefix = () => `tidegate-test-${randomUUID()}`;
export async function deleteKeys(port, prefix) {
    const client = new Redis({ host: "127.0.0.1", port });
    const keys = await client.keys(`${prefix}*`);
    if (keys.length > 0)
        await client.del(...keys);
    client.disconnect();
}
