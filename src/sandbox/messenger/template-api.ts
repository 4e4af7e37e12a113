import type { FastifyInstance } from 'fastify'
import type { MessengerSandboxAccount } from '../accounts.ts'
import { authorise, parameter } from './auth.ts'
import { bad } from './checks.ts'
import { fileId } from './files.ts'
import type { MessengerStage } from './stage.ts'
import { LIBRARY, rejection, templateRequest, type UtilityTemplate } from './templates.ts'

const PERMISSION = 'pages_utility_messaging'

/** Utility templates: made, reviewed at once, listed and deleted (facts: messenger 2.5). */
export function templateApi(app: FastifyInstance, stage: MessengerStage, version: string): void {
  const path = `${version}/:object/message_templates`
  app.post(path, async (request) => {
    const account = authorise(stage, request, PERMISSION)
    const { templates } = stage.page(account)
    const asked = templateRequest(request.body)
    if (templates.find(asked.name, asked.language)) {
      throw bad(`There is already a template ${asked.name} in ${asked.language}`)
    }
    const template = review(account, { ...asked, id: fileId(stage), status: 'PENDING' })
    templates.add(template)
    if (template.status !== 'PENDING') tellStatus(stage, account, template)
    return { id: template.id, status: template.status, category: 'UTILITY' }
  })
  app.get(path, async (request) => {
    const { templates } = stage.page(authorise(stage, request, PERMISSION))
    const name = parameter(request, 'name')
    return { data: templates.all.filter((one) => name === undefined || one.name === name).map(describe) }
  })
  app.delete(path, async (request) => {
    const { templates } = stage.page(authorise(stage, request, PERMISSION))
    if (templates.remove(parameter(request, 'name') ?? '') === 0) throw bad('There is no such template')
    return { success: true }
  })
  app.get(`${version}/message_template_library`, async () => ({
    data: LIBRARY.map(({ name, language, text }) => ({ name, language, category: 'UTILITY', body: text })),
  }))
}

function review(account: MessengerSandboxAccount, template: UtilityTemplate): UtilityTemplate {
  const reason = rejection(template)
  if (reason !== undefined) return { ...template, status: 'REJECTED', reason }
  const { templateReview = 'approve' } = account
  if (templateReview === 'reject') return { ...template, status: 'REJECTED', reason: 'INCORRECT_PARAMS' }
  return { ...template, status: templateReview === 'approve' ? 'APPROVED' : 'PENDING' }
}

/** Meta changes a template's status. @throws when there is none of that name. */
export function changeStatus(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  name: string,
  status: string,
  reason: string | undefined,
): void {
  const template = stage.page(account).templates.find(name)
  if (!template) throw new Error(`The Page has no template ${name}`)
  template.status = status as UtilityTemplate['status']
  if (reason === undefined) delete template.reason
  else template.reason = reason
  tellStatus(stage, account, template)
}

/** The names inside are those of the same webhook for WhatsApp: the facts give only the field. */
function tellStatus(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  template: UtilityTemplate,
): void {
  const value = {
    event: template.status,
    message_template_id: template.id,
    message_template_name: template.name,
    message_template_language: template.language,
    ...(template.reason === undefined ? {} : { reason: template.reason }),
  }
  const webhook = stage.pageChange(account, 'message_template_status_update', value, stage.clock.now())
  void stage.notify(account, '', webhook)
}

function describe({ id, name, language, status, reason, text }: UtilityTemplate): object {
  return {
    id,
    name,
    language,
    status,
    category: 'UTILITY',
    components: [{ type: 'BODY', text }],
    ...(reason === undefined ? {} : { rejected_reason: reason }),
  }
}
