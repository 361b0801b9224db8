import { statSync } from 'node:fs'
import process from 'node:process'

const { CLOCK_FILE } = process.env

// loaded into the example before it starts: its time is the one that this file was modified at
Date.now = () => statSync(CLOCK_FILE!).mtimeMs
