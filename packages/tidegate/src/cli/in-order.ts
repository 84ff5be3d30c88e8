/**
 * Maps items many at a time and hands the results on in the order of the items, each as soon as those before it are
 * through. Results that are at hand at once cost no promise. Stops reading when the signal fires; what was begun is
 * finished.
 */
export async function mapInOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  map: (item: Item) => Result | Promise<Result>,
  emit: (result: Result) => void,
  { concurrency, signal }: { readonly concurrency: number; readonly signal?: AbortSignal },
): Promise<void> {
  /** Ends when a result was emitted; each waits for the one before it. */
  const emissions: Promise<void>[] = [];
  let last = Promise.resolve();
  let pending = 0;
  for await (const item of items) {
    if (signal?.aborted) break;
    const result = map(item);
    if (pending === 0 && !(result instanceof Promise)) {
      emit(result);
      continue;
    }
    // A result that fails before its turn is told of in its turn.
    if (result instanceof Promise) result.catch(() => {});
    pending += 1;
    last = last.then(async () => {
      emit(await result);
      pending -= 1;
    });
    last.catch(() => {});
    emissions.push(last);
    if (emissions.length >= concurrency) await emissions.shift();
  }
  await last;
}
