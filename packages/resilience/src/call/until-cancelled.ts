import type { Cancellation } from "./cancellation.js";

/** `outcome`, unless the call is cancelled before it settles: then the rejection comes at once, and `onLeave` is told. */
export function untilCancelled<T>(outcome: Promise<T>, cancellation: Cancellation, onLeave?: () => void): Promise<T> {
  return new Promise((resolve, reject) => {
    const onCancel = () => {
      reject(cancellation.error);
      onLeave?.();
    };
    if (cancellation.cancelled) {
      outcome.catch(() => {});
      onCancel();
      return;
    }
    cancellation.subscribe(onCancel);
    outcome.then(
      (value) => {
        cancellation.unsubscribe(onCancel);
        resolve(value);
      },
      (error: unknown) => {
        cancellation.unsubscribe(onCancel);
        reject(error);
      },
    );
  });
}
