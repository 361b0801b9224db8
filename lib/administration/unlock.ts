import { unlock as decide } from '../record/administration/unlock.js'
import type { Installation } from '../session/installation.js'
import { changeIfStored, type By } from './user.js'

export async function unlock (installation: Installation, userId: string, by: By = {}): Promise<void> {
  await changeIfStored(installation, userId, by, decide)
}
