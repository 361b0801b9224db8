import { createError } from '@fastify/error'

/**
 * Everything `checkUserRepository` finds wrong, by code. Each is a `@fastify/error` class whose message says
 * what is wrong and how to mend it; what a method of the repository rejected with is its `cause`.
 */
export const conformanceErrors = {
  TWO_FACTOR_REPOSITORY_USER_MISSING: createError(
    'TWO_FACTOR_REPOSITORY_USER_MISSING',
    'findUser gives nothing for %s. The check needs the ids of existing users.'
  ),
  TWO_FACTOR_REPOSITORY_USER_INVALID: createError(
    'TWO_FACTOR_REPOSITORY_USER_INVALID',
    'findUser gives the %s as %s. It must be %s: convert what the database gives.'
  ),
  TWO_FACTOR_REPOSITORY_USER_INVENTED: createError(
    'TWO_FACTOR_REPOSITORY_USER_INVENTED',
    'findUser gives a user for %s, an id that nobody has. Answer with null or undefined, then nobody is signed in.'
  ),
  TWO_FACTOR_REPOSITORY_ROW_INVENTED: createError(
    'TWO_FACTOR_REPOSITORY_ROW_INVENTED',
    'findTwoFactor gives a row for %s, for whom none was stored. Answer with null or undefined.'
  ),
  TWO_FACTOR_REPOSITORY_ROW_INVALID: createError('TWO_FACTOR_REPOSITORY_ROW_INVALID', 'findTwoFactor gives %s as %s. It must be %s.'),
  TWO_FACTOR_REPOSITORY_ANSWER_INVALID: createError(
    'TWO_FACTOR_REPOSITORY_ANSWER_INVALID',
    'saveTwoFactor answers with %s. It must be true or false: whether exactly one row was written.'
  ),
  TWO_FACTOR_REPOSITORY_REJECTED: createError(
    'TWO_FACTOR_REPOSITORY_REJECTED',
    '%s rejects with "%s". ' +
    'Reject only where the answer cannot be known: an unknown user is answered with nothing, a save that came too late with false.'
  ),
  TWO_FACTOR_REPOSITORY_LOST_RACE_REJECTED: createError(
    'TWO_FACTOR_REPOSITORY_LOST_RACE_REJECTED',
    'saveTwoFactor rejects with "%s" where another save was first. ' +
    'Catch duplicate keys, serialization failures, deadlocks and busy, and answer with false.'
  ),
  TWO_FACTOR_REPOSITORY_NOTHING_STORED: createError(
    'TWO_FACTOR_REPOSITORY_NOTHING_STORED',
    'saveTwoFactor answers with true for %s, but nothing was stored. ' +
    'Answer with true only when exactly one row was written and the change is committed.'
  ),
  TWO_FACTOR_REPOSITORY_STALE_READ: createError(
    'TWO_FACTOR_REPOSITORY_STALE_READ',
    'findTwoFactor does not see a save that was answered with true. ' +
    'Read from the primary, never from a replica or a cache, and answer a save only once it is committed.'
  ),
  TWO_FACTOR_REPOSITORY_RECORD_CHANGED: createError(
    'TWO_FACTOR_REPOSITORY_RECORD_CHANGED',
    'The record comes back changed: %s. ' +
    'Store it in a text column for all of Unicode and at least 64 KB (utf8mb4 on MySQL and MariaDB), not as JSON, ' +
    'and do not trim or normalise it.'
  ),
  TWO_FACTOR_REPOSITORY_ENABLED_CHANGED: createError(
    'TWO_FACTOR_REPOSITORY_ENABLED_CHANGED',
    '`enabled` was saved as %s and comes back as %s. Store it with each save.'
  ),
  TWO_FACTOR_REPOSITORY_REVISION_CHANGED: createError(
    'TWO_FACTOR_REPOSITORY_REVISION_CHANGED',
    'The revision was saved as %s and comes back as %s. Store the one that is given, in a column that holds 53 bits exactly (bigint).'
  ),
  TWO_FACTOR_REPOSITORY_REFUSED: createError(
    'TWO_FACTOR_REPOSITORY_REFUSED',
    'saveTwoFactor answers with false for %s although expectedRevision, %s, is what is stored. ' +
    'Compare the revisions as integers of 53 bits; undefined means that nothing is stored.'
  ),
  TWO_FACTOR_REPOSITORY_NOT_COMPARED: createError(
    'TWO_FACTOR_REPOSITORY_NOT_COMPARED',
    'saveTwoFactor answers with true although expectedRevision was %s and %s is stored. ' +
    'Compare in the statement that writes: UPDATE … WHERE user_id = ? AND revision = ?'
  ),
  TWO_FACTOR_REPOSITORY_STORED_ALTHOUGH_REFUSED: createError(
    'TWO_FACTOR_REPOSITORY_STORED_ALTHOUGH_REFUSED',
    'saveTwoFactor answers with false for %s, but the stored row is another one afterwards. A refused save changes nothing.'
  ),
  TWO_FACTOR_REPOSITORY_FIRST_SAVE_NOT_EXCLUSIVE: createError(
    'TWO_FACTOR_REPOSITORY_FIRST_SAVE_NOT_EXCLUSIVE',
    'saveTwoFactor without expectedRevision answers with true although a row is stored. ' +
    'Make the user id the primary key, insert, and answer a duplicate key with false; never upsert.'
  ),
  TWO_FACTOR_REPOSITORY_LOST_UPDATE: createError(
    'TWO_FACTOR_REPOSITORY_LOST_UPDATE',
    'An update was lost: of %s parallel saves over one revision %s. Compare and write in one atomic statement, not by a read before it.'
  ),
  TWO_FACTOR_REPOSITORY_NO_WINNER: createError(
    'TWO_FACTOR_REPOSITORY_NO_WINNER',
    'None of %s parallel saves over one revision was answered with true. One of them must succeed.'
  ),
  TWO_FACTOR_REPOSITORY_TORN_ROW: createError(
    'TWO_FACTOR_REPOSITORY_TORN_ROW',
    'findTwoFactor gives a row that nobody saved, put together from several. ' +
    'Write and read record, enabled and revision in one statement each.'
  ),
  TWO_FACTOR_REPOSITORY_LIVE_ROW: createError(
    'TWO_FACTOR_REPOSITORY_LIVE_ROW',
    'The stored row changes with %s. Keep a copy, and give a copy.'
  ),
  TWO_FACTOR_REPOSITORY_EVENTS_INVALID: createError(
    'TWO_FACTOR_REPOSITORY_EVENTS_INVALID',
    'findEvents gives %s. It must be an array of the events that are kept for the user, oldest first.'
  ),
  TWO_FACTOR_REPOSITORY_EVENTS_LOST: createError(
    'TWO_FACTOR_REPOSITORY_EVENTS_LOST',
    'saveTwoFactor answers with true for %s, but an event that came with that save is not kept, of type %s. ' +
    'Write the row and its events in one transaction, or in one statement. Nobody may take events out while this check runs.'
  ),
  TWO_FACTOR_REPOSITORY_EVENTS_OF_REFUSED: createError(
    'TWO_FACTOR_REPOSITORY_EVENTS_OF_REFUSED',
    'saveTwoFactor answers with false for %s, but an event that came with that save is kept, of type %s. ' +
    'In one transaction write the row first, and events only where it was written.'
  ),
  TWO_FACTOR_REPOSITORY_EVENTS_REPEATED: createError(
    'TWO_FACTOR_REPOSITORY_EVENTS_REPEATED',
    'An event of %s is kept more than once. A save writes each of its events once.'
  ),
  TWO_FACTOR_REPOSITORY_EVENTS_DISORDERED: createError(
    'TWO_FACTOR_REPOSITORY_EVENTS_DISORDERED',
    'The events of %s come back in another order than they were saved in. ' +
    'Number them as they are written, after the row, and order by that number: times are of several clocks.'
  ),
  TWO_FACTOR_REPOSITORY_EVENT_CHANGED: createError(
    'TWO_FACTOR_REPOSITORY_EVENT_CHANGED',
    'An event comes back changed: %s was saved, %s came back. Keep it as JSON, in a column for all of Unicode.'
  ),
  TWO_FACTOR_REPOSITORY_IDS_CONFUSED: createError(
    'TWO_FACTOR_REPOSITORY_IDS_CONFUSED',
    'The user ids %s and %s are taken for one. ' +
    'Compare them byte by byte: varbinary on MySQL and MariaDB, a deterministic collation elsewhere, no trimming.'
  )
} as const

/** The code of each fault that `checkUserRepository` finds. */
export type ConformanceErrorCode = keyof typeof conformanceErrors
