import type { ComponentChildren } from 'preact'
import { useCallback, useRef, useState } from 'preact/hooks'
import { useDismiss } from './dismiss.ts'

/** Something to choose, or a heading. */
export type Item = string | { label: string; icon?: ComponentChildren; act: () => void }

interface Props {
  label: string
  icon: ComponentChildren
  /** To which side of its button it opens. */
  place: 'up' | 'down'
  items: Item[]
}

/** A button that opens a list; it closes when something is chosen, on Escape and when the focus goes elsewhere. */
export function Menu({ label, icon, place, items }: Props) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  useDismiss(
    open,
    root,
    useCallback(() => setOpen(false), []),
  )
  const choose = (act: () => void) => () => {
    setOpen(false)
    // What had the focus is gone with the list.
    root.current?.querySelector('button')?.focus()
    act()
  }
  return (
    <div class="menu" ref={root}>
      <button
        type="button"
        class="tool"
        aria-label={label}
        title={label}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {icon}
      </button>
      {open ? (
        <div class={`menu-list ${place}`}>
          {items.map((item) =>
            typeof item === 'string' ? (
              <p key={item} class="menu-heading">
                {item}
              </p>
            ) : (
              <button key={item.label} type="button" onClick={choose(item.act)}>
                {item.icon}
                {item.label}
              </button>
            ),
          )}
        </div>
      ) : null}
    </div>
  )
}
