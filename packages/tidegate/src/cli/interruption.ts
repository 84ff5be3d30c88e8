/** Two stages of Ctrl-C: the first stops taking in documents, the second gives up what is in flight. */
export interface Interruption {
  readonly interrupted: AbortSignal;
  readonly abort: AbortSignal;
  /** Stops listening, so that the next Ctrl-C ends the process as usual. */
  release(): void;
}

export function listenForInterruption(announce: (message: string) => void): Interruption {
  const first = new AbortController();
  const second = new AbortController();
  const onSignal = () => {
    if (!first.signal.aborted) {
      announce("stopping: finishing what is in flight; press Ctrl-C again to give it up");
      first.abort();
    } else {
      announce("giving up what is in flight");
      second.abort();
    }
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  return {
    interrupted: first.signal,
    abort: second.signal,
    release: () => {
      process.off("SIGINT", onSignal);
      process.off("SIGTERM", onSignal);
    },
  };
}
