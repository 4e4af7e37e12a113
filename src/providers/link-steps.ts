import type { StepId } from './steps.ts'

/** What is done at each step, as one line of the link page's list. */
export const LINK_STEPS: Record<'vi' | 'en', Record<StepId, string>> = {
  vi: {
    install: 'Cài ứng dụng của nhà cung cấp từ App Store hoặc CH Play.',
    account: 'Mở ứng dụng, tạo tài khoản bằng số điện thoại của chính mình.',
    card: 'Đọc chip hoặc chụp căn cước, ngay trong ứng dụng.',
    face: 'Quét khuôn mặt, ngay trong ứng dụng.',
    otp: 'Nhập mã OTP vào ứng dụng. Không đọc mã cho ai.',
    package: 'Chọn gói miễn phí. Màn hình phải báo 0 đồng.',
    contract: 'Đọc hợp đồng điện tử rồi ký trong ứng dụng.',
    approval: 'Chờ nhà cung cấp duyệt.',
    activate: 'Mở ứng dụng của nhà cung cấp, kích hoạt và tự đặt mã PIN. Không nói mã cho ai.',
    vneidOpen: 'Tự mở ứng dụng VNeID trên điện thoại của mình và đăng nhập. Cần tài khoản mức 2.',
    vneidMenu: 'Tìm mục Ký số hoặc Chữ ký số, rồi chọn Đăng ký. Tên mục có thể khác đôi chút.',
    vneidProvider: 'Chọn một nhà cung cấp. Xem kỹ mức phí: phải báo 0 đồng.',
    vneidTerms: 'Đọc điều khoản, đồng ý chia sẻ thông tin và nhập mã của VNeID.',
  },
  en: {
    install: 'Install the provider’s app from the App Store or Google Play.',
    account: 'Open the app and create an account with your own phone number.',
    card: 'Read the chip of your ID card or photograph the card, inside the app.',
    face: 'Scan your face, inside the app.',
    otp: 'Type the OTP code into the app. Read it to nobody.',
    package: 'Choose the free package. The screen must say 0 đồng.',
    contract: 'Read the electronic contract and sign it in the app.',
    approval: 'Wait for the provider to approve.',
    activate: 'Open the provider’s app, activate it and set a PIN yourself. Tell it to nobody.',
    vneidOpen: 'Open the VNeID app on your own phone yourself and log in. You need a level-2 account.',
    vneidMenu:
      'Find Ký số or Chữ ký số (digital signature), then choose Đăng ký (register). The name may differ a little.',
    vneidProvider: 'Choose a provider. Read the price: it must say 0 đồng.',
    vneidTerms: 'Read the terms, agree to share your details and type your VNeID passcode.',
  },
}
