//! Texts of the four levels, of what is grave, and of the doctor's page.

use super::Entry;

#[rustfmt::skip]
pub(super) const TEXTS: &[Entry] = &[
    ("level.good", "完成", "Done"),
    ("level.note", "提示", "Note"),
    ("level.bad", "错误", "Error"),
    ("level.grave", "严重", "Grave"),
    ("alarm.dismiss", "{0} 知道了", "{0} I have read it"),
    ("alarm.anew", "“{0}”出错停下,已自动重新启动", "“{0}” failed and was begun anew"),
    ("alarm.anew.more", "已录入的内容没有丢失,可以继续办理。若反复出现,请退出后重新打开,并把编号告诉管理员:{0}", "Nothing typed was lost; go on. If it comes again and again, leave and start anew, and tell the administrator the number: {0}"),
    ("alarm.stopped", "“{0}”反复出错,已经停用", "“{0}” failed again and again and is off"),
    ("alarm.stopped.more", "其他功能不受影响。请办完手上的件后退出,重新打开窗台,并把编号告诉管理员:{0}", "All else works. Finish what is open, leave, start chuangtai again, and tell the administrator the number: {0}"),
    ("part.drive", "与中心的联络", "The line to the centre"),
    ("part.finder", "事项查找", "The finder"),
    ("part.store", "本机保存", "The keeping on this machine"),
    ("demo.keyboard_gone", "终端已经断开,读不到键盘,窗台已停止。已录入的内容存在本机,重新打开即可继续", "The terminal is gone and no key can be read: chuangtai stopped. What was typed is kept on this machine; start again to go on"),
    ("demo.rescuing", "本机存储损坏,正在取出其中完好的件,请稍候…", "The store is damaged; what is good in it is being taken out…"),
    ("action.doctor.open", "体检(检查本机环境)", "Doctor (check this machine)"),
    ("action.guides.hold", "指南更新:暂停/继续", "Guides coming in: wait or go on"),
    ("frame.guides", "更新指南", "guides coming in"),
    ("frame.guides_hold", "更新指南  {0} 暂停", "guides coming in  {0} waits"),
    ("frame.guides_held", "指南更新已暂停", "guides wait"),
    ("notice.guides_held", "指南更新已暂停,已取到的都保留;命令面板中“指南更新”可继续", "The guides wait, and what came is kept; the palette's “Guides” goes on"),
    ("notice.guides_go_on", "指南更新从停下的地方继续", "The guides go on from where they were"),
    ("why.no_guides_coming", "现在没有在更新指南", "No guides are coming in now"),
    ("plain.alias.guides_hold", "暂停更新 继续更新", "hold guides"),
    ("wait.doctor", "正在检查本机环境", "Checking this machine"),
    ("doctor.title", "体检", "Doctor"),
    ("doctor.try_typing", "试输入法(候选窗应紧贴光标):", "Try the input method (its window opens at the cursor):"),
    ("doctor.centre.here", "本窗口的中心", "This window's centre"),
    ("doctor.again", "请关闭其他程序后再查一次", "Close other programs and look again"),
    ("plain.grave", "严重:{0}", "Grave: {0}"),
    ("plain.alarm.ask", "读过后输入 返回。", "When you have read it, say back."),
    ("plain.alias.doctor", "体检 tj", "doctor"),
];
