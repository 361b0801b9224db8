import { randomInt, randomUUID } from 'node:crypto'
import { randomId } from '../../crypto/random.js'
import type { CheckedRepository } from './checked-repository.js'
import { isSame } from './comparison.js'
import { conformanceErrors as errors } from './errors.js'
import { sampleRow } from './sample-row.js'
import { store } from './stored.js'
import type { UserIds } from './user-ids.js'
import { quoted } from './wording.js'

/** An id that nobody has finds nothing. */
export async function checkUnknownUser (repository: CheckedRepository, [userId]: UserIds): Promise<void> {
  const unknown = unknownIdLike(userId)
  if (await repository.findUser(unknown) !== undefined) throw new errors.TWO_FACTOR_REPOSITORY_USER_INVENTED(quoted(unknown))
  if (await repository.find(unknown) !== undefined) throw new errors.TWO_FACTOR_REPOSITORY_ROW_INVENTED(quoted(unknown))
}

/** A save for an id without a row stores nothing, even over the revision of somebody else's row. */
export async function checkSaveWithoutRow (repository: CheckedRepository, [userId]: UserIds): Promise<void> {
  const unknown = unknownIdLike(userId)
  const row = sampleRow()
  await store(repository, userId, row)
  const saved = await repository.save(unknown, sampleRow(), row.revision)
  const found = await repository.find(unknown)
  if (!isSame(await repository.find(userId), row)) throw new errors.TWO_FACTOR_REPOSITORY_IDS_CONFUSED(quoted(unknown), quoted(userId))
  if (saved && found === undefined) throw new errors.TWO_FACTOR_REPOSITORY_NOTHING_STORED(`${quoted(unknown)}, for whom there is no row`)
  if (saved) throw new errors.TWO_FACTOR_REPOSITORY_NOT_COMPARED(row.revision, 'nothing')
  if (found !== undefined) throw new errors.TWO_FACTOR_REPOSITORY_STORED_ALTHOUGH_REFUSED(quoted(unknown))
  await repository.checkEvents(unknown)
}

/** A random id that a column of the same type takes: an integer, a UUID, a hexadecimal number or text. */
function unknownIdLike (userId: string): string {
  if (/^\d+$/.test(userId)) return String(randomInt(1e9, 2e9))
  const uuid = randomUUID()
  if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(userId)) return uuid
  if (/^[\da-f]{24}$/i.test(userId)) return uuid.replaceAll('-', '').slice(0, 24)
  return `nobody-${randomId()}`
}
