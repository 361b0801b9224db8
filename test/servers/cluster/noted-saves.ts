/** A save as an instance noted it before it was tried, by its revision. */
export interface NotedSave {
  userId: string
  expectedRevision?: number | undefined
  events: { id: string, type: string }[]
}

/** The saves of a user that took effect, the first one first: each names the revision that it was made over, back from the one that is stored. */
export function effectiveSaves (noted: ReadonlyMap<number, NotedSave>, stored: number | undefined): NotedSave[] {
  const saves: NotedSave[] = []
  for (let revision = stored; revision !== undefined;) {
    const save = noted.get(revision)
    if (save === undefined) throw new Error(`nobody noted the save of revision ${revision}`)
    saves.unshift(save)
    revision = save.expectedRevision
  }
  return saves
}
