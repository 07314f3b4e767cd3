import { Link } from 'wouter'
import './picked.css'
import { Issues } from '../../../ui/Issues.tsx'
import { usePickTexts } from '../../../ui/use-pick-texts.ts'
import type { SlicePicking } from './use-slice-pick.ts'

/** What became of the last pick, and where to look at it. */
export function SlicePicked({ picking }: { readonly picking: SlicePicking }) {
  const t = usePickTexts()
  const { issues, isAsking, kept } = picking
  return (
    <>
      {issues.length > 0 && <Issues issues={issues} />}
      {(isAsking || kept !== null) && (
        <p role="status" className="sc-figure sc-picked">
          {kept === null ? (
            t('asking')
          ) : (
            <>
              {t('kept', { slice: kept.name })} {kept.note !== null && <>{kept.note} </>}
              <Link href="/compare">{t('compare')}</Link>
              {' · '}
              <Link href="/inside/priors">{t('priors')}</Link>
              {' · '}
              <Link href="/inside/ranking">{t('ranking')}</Link>
              {' · '}
              <Link href="/inside/users">{t('microscope')}</Link>
            </>
          )}
        </p>
      )}
    </>
  )
}
