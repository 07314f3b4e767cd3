import type { Plugin } from 'vite'

export function firstLoad(most: number): Plugin
