import { CheckedRepository, type CheckableRepository } from './conformance/checked-repository.js'
import { checkFirstSave, checkParallelSaves } from './conformance/parallel-saves.js'
import { checkCopies, checkFreshReads, checkRevisions, checkStoredRows } from './conformance/stored-rows.js'
import { checkSaveWithoutRow, checkUnknownUser } from './conformance/unknown-user.js'
import { checkDistinctIds, checkLookAlikeIds, type UserIds } from './conformance/user-ids.js'
import { checkUsers } from './conformance/users.js'
import { requireUserId } from './user-id.js'

export type { CheckableRepository } from './conformance/checked-repository.js'
export { conformanceErrors, type ConformanceErrorCode } from './conformance/errors.js'

type Check = (repository: CheckedRepository, userIds: UserIds) => Promise<void>

/** The plainest checks come first, so that the first fault found is the cause and not a consequence. */
const checks: readonly Check[] = [
  checkUsers,
  checkUnknownUser,
  checkFirstSave,
  checkStoredRows,
  checkRevisions,
  checkSaveWithoutRow,
  checkFreshReads,
  checkCopies,
  checkParallelSaves,
  checkLookAlikeIds,
  checkDistinctIds
]

/**
 * Tries a repository as the plugin will use it, under any test runner: what it stores, how it compares, and
 * many writers at once. Resolves when all is right; rejects with the first fault as one of `conformanceErrors`,
 * whose message says how to mend it.
 *
 * Overwrites the rows of the given users and leaves them without two-factor authentication, so take users made
 * for the purpose. Parallel first saves can be tried only where a user has no row yet: take a new one each time.
 * Connect as the application does, with a pool of several connections, or the writers will not be parallel.
 *
 * The saves come with events that have `test: true`. A repository that ignores them is as good; one that keeps them is tried for
 * that too where it has `findEvents`: a save that was won writes each once, a save that was lost none.
 *
 * @param repository as it will be given to the plugin
 * @param userId of an existing user
 * @param moreUserIds of further existing users, ideally some whose ids differ in case, accent and trailing space only
 */
export async function checkUserRepository (repository: CheckableRepository, userId: string, ...moreUserIds: string[]): Promise<void> {
  for (const id of [userId, ...moreUserIds]) requireUserId(id)
  const checked = new CheckedRepository(repository)
  for (const check of checks) {
    await check(checked, [userId, ...moreUserIds])
    for (const id of [userId, ...moreUserIds]) await checked.checkEvents(id)
  }
}
