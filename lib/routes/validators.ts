import { Ajv, type ValidateFunction } from 'ajv'
import type { FastifySchemaCompiler } from 'fastify'

/** Keeps no list of the ids that it has seen: two applications may each give a route a schema of the same `$id`. */
const ajv = new Ajv({
  coerceTypes: false,
  removeAdditional: true,
  useDefaults: false,
  allErrors: false,
  allowUnionTypes: true,
  addUsedSchema: false
})
const validators = new Map<string, ValidateFunction>()

/** Compiles each schema once in a process, however many applications register the routes: tests start hundreds. */
export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema }) => {
  const text = JSON.stringify(schema)
  const validator = validators.get(text) ?? ajv.compile(schema)
  validators.set(text, validator)
  return validator
}
