/** Deletions by tag that are remembered; a load that began before the oldest of them is not kept at all. */
const rememberedDeletions = 1_000;

/** Which keys have a tag, and which tags were deleted since a load began. */
export class TagIndex {
  private readonly keysByTag = new Map<string, Set<string>>();
  private readonly deletions = new Map<string, number>();
  private count = 0;
  private forgotten = 0;

  /** Deletions so far: remember it when a load begins. */
  get deletionsSoFar(): number {
    return this.count;
  }

  add(key: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const keys = this.keysByTag.get(tag);
      if (keys === undefined) this.keysByTag.set(tag, new Set([key]));
      else keys.add(key);
    }
  }

  remove(key: string, tags: readonly string[]): void {
    for (const tag of tags) {
      const keys = this.keysByTag.get(tag);
      keys?.delete(key);
      if (keys?.size === 0) this.keysByTag.delete(tag);
    }
  }

  clear(): void {
    this.keysByTag.clear();
  }

  /** Notes that `tag` was deleted, and says which keys have it. */
  noteDeletion(tag: string): readonly string[] {
    this.count += 1;
    this.deletions.delete(tag);
    this.deletions.set(tag, this.count);
    if (this.deletions.size > rememberedDeletions) this.forgetOldestDeletion();
    return [...(this.keysByTag.get(tag) ?? [])];
  }

  /** Whether none of `tags` was deleted since there had been `since` deletions. */
  unchanged(tags: readonly string[], since: number): boolean {
    if (tags.length === 0) return true;
    return since >= this.forgotten && tags.every((tag) => (this.deletions.get(tag) ?? 0) <= since);
  }

  private forgetOldestDeletion(): void {
    for (const [tag, at] of this.deletions) {
      this.deletions.delete(tag);
      this.forgotten = at;
      return;
    }
  }
}
