import { type HelperTask, serveForever } from './helper.ts'

self.onmessage = ({ data }: MessageEvent<HelperTask>) => serveForever(data)
