import { SingleBar } from "cli-progress";

/** How far a run has come, for a person who watches it. */
export interface Progress {
  /** `share` of the input that was read, 0 to 1, where it is known. */
  update(state: { readonly documents: number; readonly failed: number; readonly share: number | null }): void;
  stop(): void;
}

export const noProgress: Progress = { update: () => {}, stop: () => {} };

const plainEveryMs = 5_000;

/** A bar with rate, failures and time left on a terminal; elsewhere a plain line every few seconds. */
export function showProgress(stream: NodeJS.WriteStream, now: () => number): Progress {
  return stream.isTTY ? barProgress(stream, now) : lineProgress(stream, now);
}

function barProgress(stream: NodeJS.WriteStream, now: () => number): Progress {
  const started = now();
  const bar = new SingleBar({
    stream,
    format: "enhancing {bar} {percent} | {documents} documents | {rate}/s | {failures} failed | {left} left",
    formatValue: String,
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    fps: 8,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    gracefulExit: false,
  });
  bar.start(1000, 0, { percent: "  ? %", documents: 0, rate: "-", failures: 0, left: "?" });
  return {
    update: ({ documents, failed, share }) => {
      const seconds = (now() - started) / 1000;
      bar.update(Math.floor((share ?? 0) * 1000), {
        percent: share === null ? "  ? %" : `${String(Math.floor(share * 100)).padStart(3)} %`,
        documents,
        failures: failed,
        rate: ratePerSecond(documents, seconds),
        left: share === null || share === 0 ? "?" : duration((seconds / share) * (1 - share)),
      });
    },
    stop: () => bar.stop(),
  };
}

function lineProgress(stream: NodeJS.WriteStream, now: () => number): Progress {
  const started = now();
  let last = started;
  return {
    update: ({ documents, failed, share }) => {
      if (now() - last < plainEveryMs) return;
      last = now();
      const part = share === null ? "" : ` (${Math.floor(share * 100)} %)`;
      const rate = ratePerSecond(documents, (last - started) / 1000);
      stream.write(`enhancing: ${documents} documents${part}, ${failed} failed, ${rate}/s\n`);
    },
    stop: () => {},
  };
}

function ratePerSecond(documents: number, seconds: number): string {
  if (seconds <= 0) return "-";
  const rate = documents / seconds;
  return rate >= 100 ? String(Math.round(rate)) : rate.toFixed(1);
}

/** `75` seconds as `1m15s`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, "0")}s`;
  return `${Math.floor(whole / 3600)}h${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")}m`;
}
