/**
 * Maps items many at a time and hands the results on in the order of the items. Results that are at hand at once cost no
 * promise. Stops reading when the signal fires; what was begun is finished.
 */
export async function mapInOrder<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  map: (item: Item) => Result | Promise<Result>,
  emit: (result: Result) => void,
  { concurrency, signal }: { readonly concurrency: number; readonly signal?: AbortSignal },
): Promise<void> {
  const waiting: (Result | Promise<Result>)[] = [];
  for await (const item of items) {
    if (signal?.aborted) break;
    const result = map(item);
    if (waiting.length === 0 && !(result instanceof Promise)) {
      emit(result);
      continue;
    }
    if (result instanceof Promise) result.catch(() => {});
    waiting.push(result);
    if (waiting.length >= concurrency) emit(await (waiting.shift() as Result | Promise<Result>));
  }
  for (const result of waiting) emit(await result);
}
