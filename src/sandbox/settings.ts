import { type Static, Type } from 'typebox'

const exactly = { additionalProperties: false }
const Flag = Type.Optional(Type.Boolean())
const Ids = Type.Optional(Type.Array(Type.String({ minLength: 1 })))
const Count = Type.Optional(Type.Integer({ minimum: 0 }))

/**
 * What an administrator of a Page and its app has set up, or Meta has granted. May change at run time. What the facts
 * leave unsure is a setting here, with the likelier answer as its default.
 */
export const MessengerSettings = Type.Object(
  {
    /** "Require App Secret" is on: calls without `appsecret_proof` are refused. Default false. */
    requireProof: Flag,
    /** The Human Agent feature was granted. Default false. */
    humanAgent: Flag,
    /**
     * Standard: only people of `testers` reach the app and are reached (200/2018028). Whether that binds an app that
     * serves its own Page alone is unsure (facts: messenger 5). Default advanced.
     */
    access: Type.Optional(Type.Union([Type.Literal('advanced'), Type.Literal('standard')])),
    /** People with a role on the app. */
    testers: Ids,
    /** The default app of Conversation Routing, by id; empty: none is set (facts: messenger 6). Default none. */
    defaultApp: Type.Optional(Type.String()),
    /** Further apps on the Page to which control may be passed; ours and the Page Inbox always are. */
    otherApps: Ids,
    /** Links bring no `ref`, as on some phones and where a Page is limited to places (facts: messenger 7). Default false. */
    refsLost: Flag,
    /** Deliveries name their messages, not only the watermark (facts: messenger 1.5). Default true. */
    midsInDeliveries: Flag,
    /** While another app owns the thread, echoes come under `standby` too. Unsure (facts: messenger 6); default false. */
    echoesInStandby: Flag,
    /** Business Asset User Profile Access was granted. Default false: profiles are empty objects. */
    profileAccess: Flag,
    /** Permissions of the token. Default: all that a messaging app asks for. */
    permissions: Ids,
    /** Meta has restricted the Page for a while: 10/1893063. Default false. */
    restricted: Flag,
    /** Messenger's own questions and answers control every chat: 2018321. Default false. */
    questionFlow: Flag,
    /** Days that the window lasts after the first message from a click-to-Messenger ad: 1 to 7, unsure; default 1. */
    adWindowDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 7 })),
    /** What becomes of new utility templates that break no rule. Default approve. */
    templateReview: Type.Optional(
      Type.Union([Type.Literal('approve'), Type.Literal('pending'), Type.Literal('reject')]),
    ),
    /** Answers also carry `X-Page-Usage`, which only third-party code still names (facts: messenger 4.1). Default false. */
    pageUsageHeader: Flag,
    /** The rates of facts: messenger 4.1 hold. Default true. */
    rates: Flag,
  },
  exactly,
)
export type MessengerSettings = Static<typeof MessengerSettings>

/**
 * none: no package, or one that is too low for buttons; the rest are those sold since June 2026
 * (facts: zalo 5.5).
 */
const Package = Type.Union([
  Type.Literal('none'),
  Type.Literal('standard'),
  Type.Literal('growth'),
  Type.Literal('full'),
])
export type OaPackage = Static<typeof Package>

/** What an OA and its app have: package, quotas, settings of the console. May change at run time. */
export const ZaloSettings = Type.Object(
  {
    /** `appsecret_proof` is switched on in the app's settings. Default false. */
    requireProof: Flag,
    /** Default standard. */
    package: Type.Optional(Package),
    /** When the package lapses (platform time, ms): from then on as if there were none. Default never. */
    packageUntil: Type.Optional(Type.Number()),
    /** The package allows button messages, otherwise -224. Default: by package (facts: zalo 4.2). */
    buttonsAllowed: Flag,
    /** Messages left in the package for people silent for 48 h to 7 days. Default 0: -211. */
    quotaAfter48h: Count,
    /** 2 enterprise, 4 state agency (facts: zalo 5.5). Default 4. */
    oaType: Type.Optional(Type.Integer()),
    verified: Flag,
    /** Calls that this OA may not make, by path (`/v3.0/oa/message/cs`, `*` for all), and the code they get: -235, -221 … */
    refusedCalls: Type.Optional(Type.Record(Type.String(), Type.Integer({ maximum: -1 }))),
    /** Someone who wrote without following is answered; otherwise -213. Unsure (facts: zalo 12.8); default true. */
    nonFollowersReachable: Flag,
    /** Events switched on in the console, by name. Default all. */
    events: Ids,
    /** "Lọc cú pháp": only texts that begin with # are passed on. Default false. */
    syntaxFilter: Flag,
    /** Webhooks carry `user_id_by_app`: absent where it was captured (facts: zalo 1.2). Default false. */
    userIdByApp: Flag,
    /** `user_seen_message` with a list or a single id; unsure (facts: zalo 1.3). Default msg_ids. */
    seenAs: Type.Optional(Type.Union([Type.Literal('msg_ids'), Type.Literal('msg_id')])),
    /** First term of the signature; unsure (facts: zalo 2.1). Default app_id. */
    signedBy: Type.Optional(Type.Union([Type.Literal('app_id'), Type.Literal('oa_id')])),
    /** Webhooks carry X-ZEvent-Timestamp too; not seen where one was captured. Default false. */
    timestampHeader: Flag,
    /** Callback addresses saved in the console; others are -14003. Default any. */
    callbacks: Ids,
    /** The one `code_challenge` saved in the console, other ones are -14003; unsure (facts: zalo 3). Default: one per request. */
    fixedChallenge: Type.Optional(Type.String()),
    /** at-once: the administrator agrees without a page; page: a page asks. Default at-once. */
    consent: Type.Optional(Type.Union([Type.Literal('at-once'), Type.Literal('page')])),
    /** Calls per minute and app before -32 (facts: zalo 8). Default 4000. */
    callsPerMinute: Count,
    /** Calls per minute of the OA itself, which depend on the package and are not public. Default no limit. */
    oaCallsPerMinute: Count,
    /** Template messages that the OA may send in a day (facts: zalo 5.4). Default 500. */
    dailyQuota: Count,
    /** A ZBS account is linked, otherwise -320 and -136. Default false. */
    zbsLinked: Flag,
    /** Its money in đồng; too little: -321 and -115. Default 0. */
    zbsBalance: Count,
    /** Price of a template message in đồng: lists differ (facts: zalo 5.4). Default 200. */
    templatePrice: Count,
    /** Hours in Vietnam between which templates to a phone are refused (-133): from 22 to 6 is assumed, unsure. */
    nightHours: Type.Optional(Type.Tuple([Type.Integer(), Type.Integer()])),
    /** Tags of templates that the night holds back: 1 transaction, 2 care, 3 promotion; unsure. Default all. */
    nightTags: Type.Optional(Type.Array(Type.Integer({ minimum: 1, maximum: 3 }))),
    /** Administrators' phones, which trials of templates reach; others are -127. */
    adminPhones: Ids,
    /** Phones that nobody of Zalo has: -114. */
    phonesWithoutZalo: Ids,
    /** Uploads in a month (facts: zalo 6). Default 5000. */
    uploadsPerMonth: Count,
    /** Broadcasts left in the month's package. Default 0: -211. */
    broadcastQuota: Count,
  },
  exactly,
)
export type ZaloSettings = Static<typeof ZaloSettings>

/** A change of settings: what is not named stays. */
export const SettingsChange = Type.Union([MessengerSettings, ZaloSettings])
