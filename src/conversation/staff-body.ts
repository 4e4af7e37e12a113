/** What staff do with a case through this program. It comes by the inbox, so that it keeps its place among the messages. */
export interface StaffBody {
  kind: 'staff'
  act: 'answer' | 'close' | 'reopen'
  code: string
  /** Who it was, for the case. */
  by: string
  text?: string
}
