import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { encode } from 'uqr'

/** Most bytes that the largest code holds. */
const MOST = 2953
const BORDER = 4

/** A text as a code for cameras, dark on light in every theme. */
export function QrCode({ text }: { readonly text: string }) {
  const { t } = useTranslation('share')
  const code = useMemo(() => (text.length > MOST ? null : encode(text, { ecc: 'L', border: BORDER })), [text])
  if (code === null) return <Text size="sm">{t('code.tooLong', { most: MOST })}</Text>
  const path = code.data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('')
  return (
    <svg
      viewBox={`0 0 ${code.size} ${code.size}`}
      role="img"
      aria-label={t('code.alt')}
      shapeRendering="crispEdges"
      style={{ width: '100%', maxWidth: 420, background: '#ffffff', alignSelf: 'center' }}
    >
      <path d={path} fill="#000000" />
    </svg>
  )
}
