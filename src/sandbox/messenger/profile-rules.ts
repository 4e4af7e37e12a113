import { type Fields, isFields } from '../shape.ts'
import { checkButton, PAYLOAD } from './buttons.ts'
import { bad, limited, listOf, only } from './checks.ts'

// Limits of facts: messenger 3.
const MENU_ITEMS = 20
const MENU_TITLE = 30
const QUESTIONS = 4
/** Length of a question: not in the facts, commonly given as 80. */
const QUESTION = 80
const COMMANDS = 100
const GREETING = 160

/** Properties of the Messenger profile that the emulator knows. */
export const PROPERTIES = [
  'get_started',
  'greeting',
  'persistent_menu',
  'ice_breakers',
  'commands',
  'whitelisted_domains',
]

/** Checks the properties of a POST to `messenger_profile`. @throws GraphRefusal 100. */
export function checkProfile(change: Fields, now: Fields): void {
  only(change, [...PROPERTIES, 'access_token', 'appsecret_proof', 'platform'], 'messenger_profile')
  const { get_started: start, greeting, persistent_menu: menu, ice_breakers: ice, commands } = change
  if (start !== undefined) {
    if (!isFields(start)) throw bad('Param get_started must be an object')
    limited(start['payload'], PAYLOAD, 'get_started[payload]')
  }
  if (greeting !== undefined) {
    for (const one of localised(greeting, 'greeting')) limited(one['text'], GREETING, 'greeting[text]')
  }
  if (menu !== undefined) {
    checkMenu(menu)
    if (start === undefined && now['get_started'] === undefined) {
      throw bad('A persistent menu needs a Get Started button')
    }
  }
  if (ice !== undefined) checkIceBreakers(ice)
  if (commands !== undefined) checkCommands(commands)
}

/** Checks a persistent menu, of the Page or a person. @throws GraphRefusal 100. */
export function checkMenu(menu: unknown): void {
  for (const one of localised(menu, 'persistent_menu')) {
    const { call_to_actions: items } = one
    if (items === undefined) continue
    for (const [i, item] of listOf(items, 1, MENU_ITEMS, 'call_to_actions').entries()) {
      if (isFields(item) && item['type'] === 'nested') throw bad('Items of a persistent menu are flat')
      checkButton(item, `call_to_actions[${i}]`, MENU_TITLE)
    }
  }
}

function checkIceBreakers(ice: unknown): void {
  const list = listOf(ice, 1, Number.POSITIVE_INFINITY, 'ice_breakers')
  const flat = list.every((one) => isFields(one) && one['question'] !== undefined)
  const groups = flat ? [list] : localised(ice, 'ice_breakers').map((one) => one['call_to_actions'])
  for (const group of groups) {
    for (const question of listOf(group, 1, QUESTIONS, 'ice_breakers')) {
      if (!isFields(question)) throw bad('A question of ice_breakers must be an object')
      limited(question['question'], QUESTION, 'ice_breakers[question]')
      limited(question['payload'], PAYLOAD, 'ice_breakers[payload]')
    }
  }
}

function checkCommands(list: unknown): void {
  for (const one of localised(list, 'commands')) {
    for (const command of listOf(one['commands'], 1, COMMANDS, 'commands')) {
      if (!isFields(command)) throw bad('A command must be an object')
      limited(command['name'], 32, 'commands[name]')
      limited(command['description'], 64, 'commands[description]')
    }
  }
}

/** A list by language, among them the default one. */
function localised(list: unknown, at: string): Fields[] {
  const all = listOf(list, 1, Number.POSITIVE_INFINITY, at)
  if (!all.every(isFields)) throw bad(`Param ${at} must hold objects`)
  if (!all.some((one) => one['locale'] === 'default')) throw bad(`Param ${at} needs locale "default"`)
  return all
}
