import { sql as theRoad } from './0001-the-road.ts'
import { sql as connection } from './0002-connection.ts'
import { sql as sending } from './0003-sending.ts'
import { sql as myData } from './0004-my-data.ts'
import { sql as told } from './0005-told.ts'
import { sql as cases } from './0006-cases.ts'
import { sql as register } from './0007-register.ts'
import { sql as handoff } from './0008-handoff.ts'

/** One step of the schema. Released steps never change; ids grow by one. */
export interface Migration {
  id: number
  name: string
  /** Statements without parameters, run as one text in one transaction. */
  sql: string
}

export const migrations: readonly Migration[] = [
  { id: 1, name: 'the-road', sql: theRoad },
  { id: 2, name: 'connection', sql: connection },
  { id: 3, name: 'sending', sql: sending },
  { id: 4, name: 'my-data', sql: myData },
  { id: 5, name: 'told', sql: told },
  { id: 6, name: 'cases', sql: cases },
  { id: 7, name: 'register', sql: register },
  { id: 8, name: 'handoff', sql: handoff },
]
