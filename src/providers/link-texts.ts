import { dayInVietnam } from '../common/clock.ts'
import { html } from '../common/html.ts'

/** Every sentence of the link page, by language; those of refused links are in link-refusals.ts. */
export const LINK_TEXTS = {
  vi: {
    title: (provider: string) => `Đăng ký chữ ký số: ${provider}`,
    lead: 'Trang này của phường, chỉ dành cho người nhận đường dẫn. Xin đọc thong thả từ trên xuống.',
    provider: 'Nhà cung cấp',
    code: 'Mã đăng ký',
    codeHint: 'Đọc mã này khi cần phường hoặc nhà cung cấp giúp. Mã này không phải mật khẩu.',
    safety: 'Để an toàn',
    warnings: (freePackage: string | null) => [
      'Không ai được hỏi mã OTP, mã PIN, mật khẩu, kể cả người xưng là cán bộ, công an.',
      'Chỉ chụp căn cước và quét khuôn mặt trong ứng dụng của nhà cung cấp. Không gửi ảnh vào khung chat.',
      `Chọn gói miễn phí${freePackage ? ` (tên gói: ${freePackage})` : ''} và xem màn hình báo 0 đồng rồi mới xác nhận. Ai đòi chuyển tiền thì dừng lại ngay.`,
    ],
    site: 'Trang chính thức của nhà cung cấp',
    host: 'Nút bên dưới mở trang',
    hostHint: (host: string) =>
      html`Khi trang mở ra, xin nhìn dòng địa chỉ ở trên cùng: phải có chữ <strong>${host}</strong>. Thấy lạ thì đóng lại và hỏi phường.`,
    go: (provider: string) => `Tiếp tục đến ${provider}`,
    install: 'Cài ứng dụng',
    both: 'iPhone, iPad dùng App Store. Điện thoại khác như Samsung, Oppo, Xiaomi dùng CH Play.',
    openStore: (store: string) => `Mở ${store}`,
    otherPhone: { appStore: 'Nếu dùng iPhone hoặc iPad:', playStore: 'Nếu dùng điện thoại Android:' },
    stores: { appStore: 'App Store', playStore: 'CH Play' },
    find: {
      appStore: (name: string) =>
        html`Trên iPhone, iPad: mở App Store (hình chữ A trên nền xanh), bấm Tìm kiếm, gõ <strong>${name}</strong>.`,
      playStore: (name: string) =>
        html`Trên điện thoại Android: mở CH Play (hình tam giác nhiều màu), bấm ô tìm kiếm ở trên cùng, gõ <strong>${name}</strong>.`,
    },
    findHint:
      'Xem đúng tên ứng dụng và tên nhà phát hành rồi mới cài. Chưa chắc thì đừng cài, xin quay lại khung chat và gõ GẶP CÁN BỘ. Không cài từ đường dẫn lạ, không cài tệp .apk.',
    demo: 'Nhà cung cấp này chỉ để chạy thử: không có thật, không có ứng dụng để cài.',
    vneid: 'Làm ngay trong ứng dụng VNeID',
    vneidLead:
      'Không cần mở trang nào. Ứng dụng VNeID đã có trên điện thoại. Ai gửi đường dẫn để “cài lại VNeID” là lừa đảo.',
    vneidUpdate: 'Chỉ khi cần cập nhật VNeID',
    until: (at: number) => `Đường dẫn này dùng được đến ngày ${dayInVietnam(at)}.`,
    help: 'Cần giúp, xin quay lại khung chat và gõ GẶP CÁN BỘ.',
    privacy: 'Phường giữ thông tin gì',
  },
  en: {
    title: (provider: string) => `Register for a digital signature: ${provider}`,
    lead: 'This page is run by the ward and is meant for you alone. Please read it from top to bottom, without haste.',
    provider: 'Provider',
    code: 'Your code',
    codeHint: 'Quote this code when the ward or the provider helps you. It is not a password.',
    safety: 'Stay safe',
    warnings: (freePackage: string | null) => [
      'Nobody may ask for your OTP, PIN or passwords, not even someone who says they are an official or the police.',
      'Photograph your ID card and scan your face only in the provider’s app. Never send photos into the chat.',
      `Choose the free package${freePackage ? ` (called ${freePackage})` : ''} and confirm only when the screen says 0 đồng. If anyone wants money, stop.`,
    ],
    site: 'The provider’s official site',
    host: 'The button below opens',
    hostHint: (host: string) =>
      html`When it opens, look at the address at the top: it must say <strong>${host}</strong>. If it looks odd, close it and ask the ward.`,
    go: (provider: string) => `Continue to ${provider}`,
    install: 'Install the app',
    both: 'iPhones and iPads use the App Store. Other phones such as Samsung, Oppo, Xiaomi use Google Play (CH Play).',
    openStore: (store: string) => `Open ${store}`,
    otherPhone: { appStore: 'On an iPhone or iPad:', playStore: 'On an Android phone:' },
    stores: { appStore: 'App Store', playStore: 'Google Play' },
    find: {
      appStore: (name: string) =>
        html`On an iPhone or iPad: open the App Store (a letter A on blue), tap Search and type <strong>${name}</strong>.`,
      playStore: (name: string) =>
        html`On an Android phone: open Google Play, also called CH Play (a triangle of several colours), tap the search box at the top and type <strong>${name}</strong>.`,
    },
    findHint:
      'Check the name of the app and of its publisher before you install. If in doubt, do not install: go back to the chat and type HUMAN. Never install from unknown links or from .apk files.',
    demo: 'This provider is for trying out only: it is made up, and there is no app to install.',
    vneid: 'Do it inside the VNeID app',
    vneidLead:
      'There is no page to open. The VNeID app is on your phone already. Whoever sends a link to “reinstall VNeID” is a scammer.',
    vneidUpdate: 'Only if VNeID needs an update',
    until: (at: number) => `This link works until ${dayInVietnam(at)}.`,
    help: 'For help, go back to the chat and type HUMAN.',
    privacy: 'What the ward keeps about you',
  },
} as const
