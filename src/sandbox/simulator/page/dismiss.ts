import type { RefObject } from 'preact'
import { useEffect } from 'preact/hooks'

/** While something is open: closes it on Escape, on a press elsewhere and when the focus leaves it. */
export function useDismiss(open: boolean, root: RefObject<HTMLElement | null>, close: () => void): void {
  useEffect(() => {
    if (!open) return
    const end = new AbortController()
    const { signal } = end
    const elsewhere = ({ target }: Event) => {
      if (target instanceof Node && !root.current?.contains(target)) close()
    }
    document.addEventListener('pointerdown', elsewhere, { signal })
    document.addEventListener('focusin', elsewhere, { signal })
    document.addEventListener(
      'keydown',
      ({ key }) => {
        if (key !== 'Escape') return
        close()
        root.current?.querySelector<HTMLElement>('[aria-expanded]')?.focus()
      },
      { signal },
    )
    return () => end.abort()
  }, [open, root, close])
}
