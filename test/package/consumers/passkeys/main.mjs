import { build } from './application.mjs'
import { walkPasskeys } from './walk-passkeys.mjs'

await walkPasskeys(await build())
