"""Chinese sentences and the label that a careful person gives them."""

import pytest

from regard.perception.text import read

TABLE = """
positive | 客服很有耐心，问题马上就解决了。
positive | 味道不错，送得也快。
positive | 性价比很高，推荐大家购买！
positive | 一点都不贵，质量还很好。
positive | 第二天就收到了，包装完好。
positive | 房间干净整洁，前台特别热情。
positive | 用了半年没有任何问题，很满意。
positive | 没有让人失望，下次还会来。
positive | 物超所值，已经回购三次了
positive | 医生讲解得很仔细，非常感谢。
positive | 这家店绝了，必点招牌菜
positive | 虽然价格有点贵，但是服务真的没话说。
positive | 操作简单，老人也会用。
positive | 三十分钟就送到了，还是热的，给力！
positive | 界面清爽，运行流畅，爱了爱了
positive | 售后响应很及时，点赞👍
positive | 孩子特别喜欢，谢谢商家。
positive | 不错不错
positive | 位置好找，交通便利
positive | 司机师傅人很好，准时到达
positive | 環境很好，服務員也很親切
positive | 這款手機真的很好用，推薦！
positive | 比想象中好很多，惊喜
positive | 无异味，做工精细
positive | 五星好评！
positive | 一如既往的好吃
positive | 网点工作人员态度很好，办理也快捷。
positive | 从来没有失望过
positive | 666，太棒了
positive | 续航长，拍照清晰，手感也好
negative | 等了两个小时还没送到。
negative | 电话打了十几次，没人接。
negative | 不便宜，味道也一般。
negative | 客服态度恶劣，再也不会来了。
negative | 东西是坏的，要求退货。
negative | 太失望了，完全不值这个价。
negative | 菜都凉了，而且还少了一份。
negative | 物流太慢，催了三次都没用。
negative | 不推荐，质量太差。
negative | 用了不到一个月就坏了。
negative | 垃圾软件，天天闪退
negative | 刚买完就降价，申请保价还被拒绝。
negative | 汤里有头发，太恶心了！
negative | 没有想象中那么好。
negative | 服务员爱答不理的。
negative | 隔音很差，吵得一晚上没睡。
negative | 一点诚意都没有
negative | 收到的是假货，骗子！
negative | 菜有点咸，米饭太硬
negative | 根本不负责任，互相推诿
negative | 界面复杂，不好用
negative | 广告太多，还自动续费
negative | 快遞太慢，客服也不回覆，氣死我了
negative | 手機收不到訊號，非常失望
negative | 不怎么好吃
negative | 没给筷子，也没给发票
negative | 排队排了半天，结果告诉我卖完了，无语
negative | 信用卡被盗刷，银行推卸责任
negative | 差评，千万别买😡
negative | 字太小，看不清
negative | 承诺的赠品一直没收到
negative | 又贵又难吃
negative | 退款拖了一个月才到账
negative | 不新鲜，全烂了
negative | 好一个售后，修了三次越修越坏。
negative | 跟宣传的完全是两回事。
negative | 客服换了三个人，话术一模一样。
neutral  | 我订了两件蓝色的衬衫。
neutral  | 请问几点开门？
neutral  | 会议改到星期四了。
neutral  | 包裹里有一根数据线和一个充电器。
neutral  | 我们住在二楼的房间。
neutral  | 麻烦把合同发到我的邮箱。
neutral  | 店在地铁站出口旁边。
mixed    | 菜非常好吃，服务态度极差。
mixed    | 外观漂亮，做工粗糙。
negative | 环境不错，但是上菜实在太慢了。
"""

KNOWN = """
neutral  | 昨天下的单，明天发货。
negative | 说是正宗川菜，其实就是甜的。
negative | 这也能叫五星级酒店？
negative | 朋友都说好，我倒没觉得。
negative | 早知道就去隔壁那家了。
"""  # irony, praise of others, facts without a word for them, and what is close: noticed where they end

LINES, FAILURES = (
    [[part.strip() for part in line.split(" | ")] for line in table.strip().splitlines()]
    for table in (TABLE, KNOWN)
)


@pytest.mark.parametrize(("label", "sentence"), LINES)
def test_a_chinese_sentence_gets_the_label_that_a_person_gives(label, sentence):
    row = read([sentence]).to_pylist()[0]
    assert (row["language"], row["sentiment"]) == ("zh", label)


@pytest.mark.xfail(reason="told otherwise by the rules and the weights together")
@pytest.mark.parametrize(("label", "sentence"), FAILURES)
def test_a_chinese_sentence_that_is_known_to_fail(label, sentence):
    assert read([sentence], heads=["sentiment"]).column("sentiment").to_pylist() == [label]


def test_the_table_holds_sixty_sentences_or_more():
    assert len(LINES) >= 60
    assert len({sentence for _, sentence in LINES}) == len(LINES)
