import { aliCcp } from './ali-ccp.ts'
import { aliexpress } from './aliexpress.ts'
import { kuailive } from './kuailive.ts'
import { kuairand } from './kuairand.ts'
import { movielens } from './movielens.ts'
import type { Template, TemplateId } from './template.ts'

/** Every published dataset that is known by its files. */
export const TEMPLATES: readonly Template[] = [kuairand, kuailive, movielens, aliexpress, aliCcp]

export function templateOf(id: TemplateId): Template {
  const found = TEMPLATES.find((template) => template.id === id)
  if (found === undefined) throw new Error(`no template ${id}`)
  return found
}
