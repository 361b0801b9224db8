import { Ajv, type ValidateFunction } from 'ajv'
import type { FastifySchemaCompiler } from 'fastify'

/** Without a list of the schemas it has seen: two applications may each give a route one of the same `$id`. */
const ajv = new Ajv({ coerceTypes: false, removeAdditional: true, useDefaults: false, allErrors: false, allowUnionTypes: true, addUsedSchema: false })
const validators = new Map<string, ValidateFunction>()

/** Compiles a schema once for all applications of a process, which compiles them faster than Ajv makes itself ready. */
export const validatorCompiler: FastifySchemaCompiler<object> = ({ schema }) => {
  const text = JSON.stringify(schema)
  const validator = validators.get(text) ?? ajv.compile(schema)
  validators.set(text, validator)
  return validator
}
