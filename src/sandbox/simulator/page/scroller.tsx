import type { ComponentChildren, Ref } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** Makes an element that scrolls reachable by keyboard: not every browser does so by itself. */
export const reachable = (element: HTMLElement | null) => {
  if (element) element.tabIndex = 0
}

interface Props {
  class: string
  role?: 'log' | 'region'
  label: string
  /** Scrolls to the end when this changes. */
  follow: unknown
  children: ComponentChildren
}

/** So near to its end a list counts as being there. */
const NEAR_PX = 40

/** A list that grows at its end and stays there. */
export function Scroller({ follow, label, role = 'region', children, ...rest }: Props) {
  const root = useRef<HTMLElement>(null)
  useEffect(() => {
    const list = root.current
    reachable(list)
    if (!list) return
    // Its text is broken anew when its width changes, and buttons below it may take of its height.
    let end = true
    const look = () => {
      end = list.scrollTop + list.clientHeight > list.scrollHeight - NEAR_PX
    }
    list.addEventListener('scroll', look)
    const watch = new ResizeObserver(() => {
      if (end) list.scrollTo({ top: list.scrollHeight })
    })
    watch.observe(list)
    return () => watch.disconnect()
  }, [])
  useEffect(() => {
    if (follow !== undefined) root.current?.scrollTo({ top: root.current.scrollHeight })
  }, [follow])
  const same = { class: rest.class, 'aria-label': label }
  return role === 'log' ? (
    <div {...same} role="log" ref={root as Ref<HTMLDivElement>}>
      {children}
    </div>
  ) : (
    <section {...same} ref={root}>
      {children}
    </section>
  )
}
