import { fetchedOnce, orForgotten } from '../core/fetched-once.ts'
import type { Language } from '../core/language.ts'
import { pseudoTexts } from './pseudo.ts'

/** Texts of published datasets by key: `<template>.name`, `<template>.about` and one for each of its meanings. */
export type TemplateTexts = Readonly<Record<string, string>>

const fetched = new Map<Language, () => Promise<TemplateTexts>>()

/** Texts of published datasets, which are fetched with the first one that is recognised. */
export function templateTexts(language: Language): Promise<TemplateTexts> {
  const texts = fetched.get(language) ?? fetchedOnce(() => textsOf(language))
  fetched.set(language, texts)
  return texts()
}

async function textsOf(language: Language): Promise<TemplateTexts> {
  switch (language) {
    case 'en':
      return (await import('./en/templates.json')).default
    case 'zh-CN':
      return (await import('./zh/templates.json')).default
    case 'en-XA':
      return pseudoTexts({ templates: await orForgotten(templateTexts('en')) }).templates ?? {}
    default:
      return language satisfies never
  }
}
