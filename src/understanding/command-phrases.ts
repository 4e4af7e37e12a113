import type { Command } from './types.ts'

/**
 * How each command is said, as people would spell it; compared by match key. Words in braces take each other's place,
 * an empty one may be left out. Politeness around a command, short forms and slips are the reader's business.
 */
export const COMMAND_PHRASES: Record<Command, readonly string[]> = {
  menu: [
    '{|về|vào|ra|xem|mở|hiện|hiện lại|quay về|quay lại|trở về|trở lại|cho xem|đưa} {menu|menu chính|mê nu|trang chủ|màn hình chính|bảng chọn|danh mục|mục lục}',
    'về {đầu|đầu trang|trang đầu|ban đầu}|main menu|home|go home|show menu|menu please|back to menu',
    '{bạn|bot|trợ lý|} {làm|giúp} được {|những} gì|có những {mục|chức năng} {gì|nào}|what can you do',
  ],
  cancel: [
    'hủy|hủy {bỏ|hết|luôn|đăng ký|việc này|đi}|thoát|thoát ra|bỏ dở|bỏ không làm|thôi bỏ|bỏ hết',
    '{|thôi|nghỉ} không {|muốn} {làm|đăng ký|khai|điền} nữa',
    'cancel|cancel it|exit|quit|never mind|forget it',
  ],
  back: [
    '{quay lại|trở lại|quay về|quay lui|lùi lại|lùi về|lùi|trở về|về|sửa|cho quay lại} {bước|câu|câu hỏi|phần} {trước|vừa rồi|trên}',
    'quay lại|trở lại|quay về|quay lui|lùi lại|lùi|trở về|bước trước|câu trước|lùi {|lại} {một|1} bước',
    'back|go back|previous|previous question|step back',
  ],
  human: [
    '{gặp|gặp trực tiếp|gọi|gọi cho|liên hệ|liên hệ với|liên lạc với|nói chuyện với|nói với|trao đổi với|chat với|nhắn với|nhắn cho|nhắn|hỏi|kết nối với|kết nối|chuyển cho|chuyển sang|chuyển tới|nối máy với|nối máy|cần|cần gặp|muốn gặp|xin gặp|cho gặp} {cán bộ|cán bộ phường|cán bộ phụ trách|cán bộ hỗ trợ|cán bộ tư vấn|anh chị cán bộ|người|người thật|người thực|người hỗ trợ|người phụ trách|người tư vấn|người trực|con người|nhân viên|nhân viên hỗ trợ|nhân viên phường|nhân viên tư vấn|tư vấn viên|tổng đài viên|ai đó|chuyên viên|admin}',
    'cán bộ|cán bộ {hỗ trợ|ơi|đâu|phường ơi|đâu rồi}|nhân viên|tư vấn viên|người hỗ trợ|người thật|có cán bộ {không|trực không}|có người thật không|có ai {hỗ trợ|giúp} không',
    'hỗ trợ|hỗ trợ tôi|trợ giúp|tư vấn|giúp tôi|giúp đỡ|giúp với|giúp {bác|em|cháu|mình|tôi|ông|bà} {|với}|cứu|cứu tôi|cứu với|ai giúp tôi',
    'cần {|sự|được|người} {hỗ trợ|giúp|giúp đỡ|trợ giúp|tư vấn}|{gọi|gọi lại|gọi điện} cho {tôi|em|bác}',
    'không {|muốn} nói chuyện với {máy|robot|bot|trợ lý tự động}',
    '{|i need|i want|talk to|i want to talk to|speak to|speak with|can i talk to|chat with|connect me to|let me talk to} {|a|an|the|your} {human|person|real person|agent|officer|staff member}',
    'staff|talk to staff|talk to someone|support|help|help me|i need help|i need support|call me|customer service',
  ],
  stop: [
    '{dừng|ngừng|ngưng|tắt|thôi|hủy|hủy đăng ký} {nhận|nhắn|gửi} {tin|tin nhắn|thông báo|tin nhắc|tin tức} {|nữa|đi|lại}',
    '{đừng|thôi đừng|xin đừng|không cần} {nhắn|gửi|nhắc} {|tin|tin nhắn|thông báo} {nữa|cho tôi nữa|tôi nữa|cho bác nữa}',
    'không muốn nhận {tin|tin nhắn|thông báo} {|nữa}|không nhận {tin|tin nhắn|thông báo} nữa|không nhận tin|tắt {thông báo|nhắc|nhắc nhở|nhắc hạn|tin nhắn}',
    'dừng lại|dừng tin|dừng ngay|dừng hết|dừng nhắc|ngừng|ngừng lại|ngưng|ngưng lại|đừng làm phiền {|tôi|bác} {|nữa}',
    'stop|unsubscribe|opt out|stop all|stop it|stop messages|stop messaging {|me}|stop texting {|me}|stop sending {|me} {|messages}|no more messages',
  ],
  'start-again': [
    'tiếp tục|tiếp tục {nhận|gửi|nhắn} {|tin|tin nhắn|thông báo}|{bật|bật lại|mở lại} {tin|tin nhắn|thông báo|nhắc|nhắc nhở}',
    '{|muốn|cho} nhận {|lại} {tin|tin nhắn|thông báo} {lại|trở lại|tiếp}|nhận lại {tin|tin nhắn|thông báo}',
    '{start|resume|restart} {messages|messaging|reminders}|subscribe|resume|start again|unstop|opt in',
  ],
  status: [
    '{|xem|kiểm tra|tra|tra cứu|theo dõi|hỏi} {tiến độ|tình trạng|trạng thái} {|đăng ký|hồ sơ|của tôi|đăng ký của tôi|hồ sơ của tôi}',
    '{|xem|kiểm tra|tra cứu} hồ sơ {của tôi|của em|của mình|của bác}|hồ sơ {|của} {tôi|em|bác} {tới đâu|đến đâu} {|rồi}',
    '{|đăng ký|hồ sơ|việc|xong} {tới đâu|đến đâu|tới đâu rồi|đến đâu rồi|tới bước nào|đến bước nào|tới bước nào rồi|đến bước nào rồi}',
    '{tôi|em|mình|bác} {đang|} {ở bước nào|tới đâu rồi|đến đâu rồi|làm tới đâu rồi|làm đến đâu rồi|đăng ký tới đâu rồi|đăng ký đến đâu rồi}',
    '{tôi|em|bác|mình} đã đăng ký chưa|{|tôi|em|bác} đăng ký {được|xong} chưa|{|gửi|lấy|xin|nhận|cho tôi} {đường dẫn|link} {mới|lại}|gửi lại {đường dẫn|link}',
    'status|my status|check {|my} status|my registration|where am i|how far am i|{|send|get|i need} {|me} a new link|new link',
  ],
  'my-data': [
    '{xem|nhận|lấy|gửi|xin|tải} {|một} bản sao {|dữ liệu|thông tin} {|của tôi}|get a copy {|of my data}',
    '{dữ liệu|thông tin|dữ liệu cá nhân|thông tin cá nhân|thông tin đăng ký} của {tôi|em|mình|bác|cháu}',
    '{sửa|chỉnh sửa|cập nhật|xóa|xóa hết|xóa toàn bộ} {dữ liệu|thông tin|dữ liệu cá nhân|thông tin cá nhân|thông tin đăng ký} {|của tôi|của em|của mình|của bác|của cháu}',
    '{xem|xem lại|kiểm tra|tra cứu|tải|xuất} {dữ liệu|dữ liệu cá nhân|thông tin cá nhân|thông tin đăng ký|thông tin đã khai} {|của tôi|của em|của mình|của bác|của cháu}',
    '{xem|xem lại|kiểm tra|tra cứu} thông tin của {tôi|em|mình|bác|cháu}',
    'xóa {tên|số|số điện thoại|đăng ký} {tôi|của tôi} {|đi|khỏi danh sách|khỏi hệ thống}|xóa tôi khỏi {danh sách|hệ thống}',
    '{rút|rút lại|thu hồi|hủy} {|sự} đồng ý|không đồng ý nữa',
    '{|see|show|show me|delete|erase|remove|correct|change|export|download} my {data|information|personal data}|delete everything|withdraw {|my} consent',
  ],
  'scam-report': [
    'lừa đảo|lừa đảo rồi|bọn lừa đảo|kẻ lừa đảo|có kẻ lừa đảo|lừa tiền|tôi bị lừa|tôi bị lừa rồi|tôi bị lừa đảo',
    '{báo|báo cáo|tố cáo|tố giác|trình báo|báo cho phường} {lừa đảo|kẻ lừa đảo|vụ lừa đảo|cuộc gọi lừa đảo|tin lừa đảo|số lừa đảo|giả mạo|mạo danh|bị lừa}',
    'bị {lừa|lừa đảo|lừa tiền|lừa mất tiền|hack} {|rồi}|bị {chiếm|mất|hack} tài khoản',
    '{có|} {người|kẻ|số lạ} {giả danh|mạo danh|giả làm|tự xưng} {|là} {công an|cán bộ|cán bộ phường|ngân hàng} {|gọi|gọi điện|gọi cho tôi|nhắn tin}',
    'scam|scammed|fraud|report {|a} {scam|fraud}|i was scammed|i got scammed|i ve been scammed|someone scammed me',
  ],
  'language-en': [
    'en|eng|english|in english|english {please|pls|version}|speak english|do you speak english|can you speak english',
    '{|sang|đổi sang|chuyển sang|nói|dùng|bản|bằng|đổi thành} tiếng anh|switch to english|change to english|change language',
    'i {don t|do not|can t} {speak|understand|read} vietnamese|no vietnamese',
  ],
  'language-vi': [
    'vi|vn|{|sang|đổi sang|chuyển sang|nói|dùng|bản|bằng|trở lại|về|đổi thành} tiếng việt',
    'vietnamese|switch to vietnamese|change to vietnamese',
  ],
  register: [
    'đăng ký|đk|đky|đký|ghi danh|bắt đầu đăng ký|vào đăng ký|cho đăng ký|làm đăng ký',
    'đăng ký {ngay|mới|luôn|miễn phí|cho tôi|giúp tôi|hộ tôi|dùm tôi|cho bác|giúp bác|trực tuyến|online}',
    '{đăng ký|đăng ký làm|đăng ký mở|làm|mở|tạo|xin|xin cấp|cấp} {chữ ký số|chữ ký điện tử|chứng thư số|chứng thư|chứng thư chữ ký số|cks|ký số} {|miễn phí|cá nhân|cá nhân miễn phí|ngay|mới|cho tôi|giúp tôi|luôn}',
    'đăng ký {chữ ký|smartca|mysign|chữ ký cá nhân}',
    'register|register now|sign up|sign me up|enrol|enroll|{i want to|i would like to|i d like to|can i|how do i|let me|help me} {register|sign up}',
    '{register for|get|i want|i need} a {digital signature|digital certificate|certificate}',
  ],
  booth: [
    '{điểm|quầy|địa điểm|địa chỉ|nơi|chỗ|bàn} {đăng ký|hỗ trợ|hướng dẫn|đăng ký trực tiếp|làm chữ ký số|đăng ký chữ ký số} {|ở đâu|chỗ nào|là ở đâu}',
    '{đăng ký trực tiếp|làm trực tiếp|đến trực tiếp} {ở đâu|tại đâu|ở chỗ nào|chỗ nào|ở quầy nào}|{|đến|ra|tới} quầy|{quầy|điểm hỗ trợ} {ở đâu|chỗ nào|mấy giờ}',
    '{đến|ra|tới} {đâu|chỗ nào} {để|mà|thì|} {đăng ký|làm|được đăng ký|được làm} {|chữ ký số|trực tiếp}|{muốn|xin} {đến|ra} {quầy|phường} {đăng ký|làm} {|trực tiếp}',
    '{|phường|quầy|cán bộ|điểm hỗ trợ} {giờ làm việc|giờ mở cửa|làm việc mấy giờ|mở cửa mấy giờ|mấy giờ mở cửa|mấy giờ làm việc|làm việc lúc mấy giờ|làm việc lúc nào|làm việc từ mấy giờ|có làm thứ bảy không|thứ bảy có làm việc không}',
    '{quầy|quầy đăng ký|quầy hỗ trợ|điểm đăng ký|điểm hỗ trợ|bàn hỗ trợ} {|gần nhất} {nào gần|ở đâu|ở chỗ nào|đâu|đặt ở đâu|nào gần nhất}|{có|} {quầy|điểm} {hỗ trợ|đăng ký} {nào|} {gần đây|gần nhất} {|không}',
    '{ra|lên|đến|tới} {phường|ủy ban|ubnd|trụ sở|một cửa} {|để} {làm|đăng ký} {|chữ ký số} {|được không}|{tôi|bác|} muốn {làm|đăng ký} {trực tiếp|tại quầy|tại phường}|{đăng ký|làm} {|chữ ký số} {tại quầy|tại phường|ở phường|trực tiếp|ngoài phường}',
    'booth|{where is|where s} {the|your} {booth|desk|office|registration point|registration desk}|where {do|can} i {register|go|register in person|get help in person}|{|your|the} {opening hours|office hours|working hours}|when are you open|when is the {office|desk|booth} open',
  ],
  'home-visit': [
    '{|hẹn|xin hẹn|nhờ|xin|hẹn cán bộ|nhờ cán bộ|cán bộ|cho cán bộ|cử cán bộ|cử người|cho người} {đến|tới} {|tận} nhà {|giúp|làm|đăng ký|hỗ trợ|hướng dẫn|làm giúp|được không|có được không}',
    '{hỗ trợ|đăng ký|làm|hướng dẫn|giúp} {tại|tận|ở} nhà {|được không|có được không}',
    '{đến|tới|qua|xuống|lại} {|tận} nhà {tôi|em|bác|mẹ tôi|bố tôi|ông bà|giúp tôi|giúp bác|giúp em|giúp mẹ tôi|giúp với|làm giúp|làm cho tôi|làm cho mẹ tôi|hỗ trợ tôi|hướng dẫn tôi}',
    '{nhờ|xin|mời|cho|cử} {cán bộ|người|tổ công nghệ|đoàn viên} {đến|tới} {|tận} nhà {|giúp|làm giúp|giúp tôi|giúp mẹ tôi}|có {đến|tới} {|tận} nhà {|làm|giúp|hỗ trợ|đăng ký} không',
    '{mẹ|bố|ông|bà|cụ|vợ|chồng|người nhà} {|tôi|em|cháu|con|mình} {không đi được|không đi lại được|đi lại khó khăn|không ra phường được|không đến được|không tự đi được|già yếu không đi được|ốm không đi được|nằm một chỗ|nằm liệt|bị liệt|đau chân không đi được}',
    '{tôi|em|bác} {không đi được|không đi lại được|đi lại khó khăn|không ra phường được|không đến được|già yếu không đi được|đau chân không đi được|ốm không đi được}|đi lại khó khăn',
    'không {đi|đi lại|ra phường|đến phường|ra quầy|đến quầy|ra ngoài|đi đâu} được',
    '{|nhà có|mẹ|bố|ông|bà|cụ|mẹ tôi|bố tôi|bà tôi|ông tôi|vợ tôi|chồng tôi} {người già|già yếu|già|yếu|ốm|bị liệt|tàn tật|khuyết tật|người khuyết tật|người ốm|già yếu quá|} {không|khó} {đi|đi lại|ra phường|đến phường} {|được}',
    '{home visit|visit at home|home help}|{|can you|please|could you} {come|visit} {|to} {my home|my house|me at home}|{i|my mother|my father|she|he} {can not|cannot|can t} {come|walk|go out|leave home|leave the house}',
  ],
  greeting: [
    '{|xin|em|cháu|con|tôi} chào {|bạn|các bạn|ad|admin|shop|bot|em|anh|chị|anh chị|các anh chị|cán bộ|các cán bộ|cán bộ phường|phường|cháu|con|cô|chú|bác|ông|bà|mọi người|cả nhà|trợ lý|buổi sáng|buổi trưa|buổi chiều|buổi tối}',
    'alo|alô|alo alo|ủa alo|a lô|alo {ad|em|cháu|bạn|phường|cán bộ|bot|có ai không}|hế lô|hê lô|hello|hello {ad|em|bạn|there|shop|bot}|helo|hi|hi {ad|em|bạn|there|shop|bot}|hey|hey there|bắt đầu|start|get started|good {morning|afternoon|evening|day}',
    '{ad|bot|bạn|phường|em|cháu|shop} ơi|có ai {không|ở đó không|ở đấy không|trực không|trả lời không}|ai {đấy|đây|vậy|thế|đó}|là ai|là ai {vậy|đấy|thế}|{bạn|em|đây|cháu|đấy} là ai {|vậy|thế|đấy}|ai nhắn {đấy|vậy|thế}',
    'bạn là {người hay máy|máy à|robot à|bot à|người thật à}|who are you|who is this|are you a {bot|robot|human}|anyone there',
  ],
  thanks: [
    '{|xin|xin chân thành|chân thành|ok} {cảm ơn|cám ơn} {|bạn|em|cháu|con|cô|chú|bác|anh|chị|anh chị|ad|admin|shop|cán bộ|phường|trợ lý|bot|ông bà} {|nhiều|rất nhiều|nhiều lắm|lắm}',
    'thank|thanks|thank {you|u}|thank you {so|very} much|thanks {a lot|so much|ad|em|bạn}|ok thanks|tks|thks|tk|tks ad|many thanks',
    'tạm biệt|chào tạm biệt|bye|bye bye|goodbye|see you|hẹn gặp lại',
  ],
}

/** Every phrase that a pattern with braces stands for. */
export function expanded(pattern: string): string[] {
  return alternatives(pattern).map((phrase) => phrase.replace(/ +/g, ' ').trim())
}

function alternatives(pattern: string): string[] {
  return split(pattern).flatMap((phrase) => {
    const braces = /\{([^}]*)\}/.exec(phrase)
    if (!braces) return [phrase]
    const [all, inside = ''] = braces
    const [before, after] = [phrase.slice(0, braces.index), phrase.slice(braces.index + all.length)]
    return inside.split('|').flatMap((one) => alternatives(`${before}${one}${after}`))
  })
}

/** At bars outside of braces. */
function split(pattern: string): string[] {
  return pattern.split(/\|(?![^{]*\})/)
}
