import { de } from './de.js'
import { en } from './en.js'
import { es } from './es.js'
import { fr } from './fr.js'
import { it } from './it.js'
import { ptBR } from './pt-BR.js'

/** The languages that the pages can be shown in from the beginning, English first. */
export const builtInMessages = { en, it, de, fr, es, 'pt-BR': ptBR }
