import { Component, type ReactNode } from 'react'
import { Unfetched } from '../core/fetched-once.ts'

export interface Retry {
  readonly onRetry: () => void
}

interface FetchBoundaryProps {
  readonly children: ReactNode
  /** What stands in place of the children, told how to try again. */
  absent(retry: () => void): ReactNode
}

interface State {
  readonly caught: { readonly error: unknown } | null
}

/** Keeps it to its place that something could not be fetched; a fault of the page is left to whoever is around. */
export class FetchBoundary extends Component<FetchBoundaryProps, State> {
  override state: State = { caught: null }

  static getDerivedStateFromError(error: unknown): State {
    return { caught: { error } }
  }

  /** It is shown now: whoever shows the same part next, here or elsewhere, tries again. */
  override componentDidCatch(error: unknown): void {
    if (error instanceof Unfetched) error.forget()
  }

  private readonly retry = (): void => this.setState({ caught: null })

  override render(): ReactNode {
    const { caught } = this.state
    if (caught === null) return this.props.children
    if (caught.error instanceof Unfetched) return this.props.absent(this.retry)
    throw caught.error
  }
}
