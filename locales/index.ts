import enBooth from './en/booth.json' with { type: 'json' }
import enCertificate from './en/certificate.json' with { type: 'json' }
import enCommon from './en/common.json' with { type: 'json' }
import enExplain from './en/explain.json' with { type: 'json' }
import enFaq from './en/faq.json' with { type: 'json' }
import enHandoff from './en/handoff.json' with { type: 'json' }
import enHome from './en/home.json' with { type: 'json' }
import enHomeVisit from './en/homeVisit.json' with { type: 'json' }
import enMyData from './en/my-data.json' with { type: 'json' }
import enProfile from './en/profile.json' with { type: 'json' }
import enRegister from './en/register.json' with { type: 'json' }
import enScam from './en/scam.json' with { type: 'json' }
import enStatus from './en/status.json' with { type: 'json' }
import viBooth from './vi/booth.json' with { type: 'json' }
import viCertificate from './vi/certificate.json' with { type: 'json' }
import viCommon from './vi/common.json' with { type: 'json' }
import viExplain from './vi/explain.json' with { type: 'json' }
import viFaq from './vi/faq.json' with { type: 'json' }
import viHandoff from './vi/handoff.json' with { type: 'json' }
import viHome from './vi/home.json' with { type: 'json' }
import viHomeVisit from './vi/homeVisit.json' with { type: 'json' }
import viMyData from './vi/my-data.json' with { type: 'json' }
import viProfile from './vi/profile.json' with { type: 'json' }
import viRegister from './vi/register.json' with { type: 'json' }
import viScam from './vi/scam.json' with { type: 'json' }
import viStatus from './vi/status.json' with { type: 'json' }

/** Every sentence of the assistant, by language and namespace (one per flow, and `common` for the engine). */
export const resources = {
  vi: {
    common: viCommon,
    faq: viFaq,
    'my-data': viMyData,
    handoff: viHandoff,
    certificate: viCertificate,
    status: viStatus,
    home: viHome,
    explain: viExplain,
    register: viRegister,
    scam: viScam,
    booth: viBooth,
    homeVisit: viHomeVisit,
  },
  en: {
    common: enCommon,
    faq: enFaq,
    'my-data': enMyData,
    handoff: enHandoff,
    certificate: enCertificate,
    status: enStatus,
    home: enHome,
    explain: enExplain,
    register: enRegister,
    scam: enScam,
    booth: enBooth,
    homeVisit: enHomeVisit,
  },
}

/** What a Page shows around its conversations: set by `npm run messenger:profile`, never said in one. */
export const profileResources = { vi: viProfile, en: enProfile }
