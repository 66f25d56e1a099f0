// Numbers and dates of interactive charts in the language of the page; English is built in.
const ZH = {
  timeFormatLocale: {
    dateTime: "%Y年%-m月%-d日 %H:%M",
    date: "%Y年%-m月%-d日",
    time: "%H:%M",
    periods: ["上午", "下午"],
    days: ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
    shortDays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
    months: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
    shortMonths: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
  },
  timeFormat: "%Y年%-m月%-d日",
};

export function language(page) {
  return page.lang.startsWith("zh") ? ZH : {};
}
