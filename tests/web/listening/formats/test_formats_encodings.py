"""Which encoding a file is in: found from its bytes, or asked for; bytes that do not fit refuse their row."""

import gzip

import pytest

from regard.web.listening.formats import Refused, Row, explain, open_file

LONG_ASCII = b"score,text\n" + b"5,plain old letters\n" * 40_000


def texts(file):
    return [found.values["text"] for found in file if isinstance(found, Row)]


@pytest.mark.parametrize(
    ("sentence", "encoding"),
    [
        ("Très bien, merci à l’équipe – façade impeccable", "cp1252"),
        ("Größe passt, Qualität für 20 € in Ordnung", "cp1252"),
        ("El envío llegó mañana, ¿por qué?", "cp1252"),
        ("Åse sier at det går så bra på øya", "cp1252"),
        ("送货很快，客服态度非常好", "gb18030"),
        ("太慢了！等了三个小时，没有人管", "gb18030"),
        ("Wi-Fi 不好用, app 经常 crash，请改进", "gb18030"),
        ("Très bien, 很好, отлично", "utf-8"),
        ("送货很快，客服态度非常好", "utf-8"),
        ("😀 great", "utf-8"),
    ],
)
def test_the_encoding_of_a_sentence_is_found(opened, sentence, encoding):
    file = opened(f'score,text\n5,"{sentence}"\n', written_in=encoding)
    assert (file.encoding, texts(file)) == (encoding, [sentence])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
@pytest.mark.parametrize("sentence", ["Очень хорошо", "Πολύ καλό", "一下一次一起", "naïve café", "ok"])
def test_unicode_is_found_with_and_without_a_mark(opened, encoding, sentence):
    file = opened(f"score,text\n5,{sentence}\n1,{sentence} 2\n", written_in=encoding)
    assert texts(file) == [sentence, f"{sentence} 2"]


def test_the_mark_at_the_beginning_is_no_part_of_the_first_name(opened):
    for encoding in ("utf-8-sig", "utf-16"):
        assert opened("score,text\n1,x\n", written_in=encoding).columns == ["score", "text"]


def test_the_mark_of_gb18030_is_taken_off_too(opened):
    file = opened("\ufeff评分,text\n1,很好\n", written_in="gb18030")
    assert (file.encoding, file.columns) == ("gb18030", ["评分", "text"])


def test_a_file_that_turns_western_after_a_long_while_is_read_as_western(opened):
    file = opened(LONG_ASCII + "1,déjà vu\n".encode("cp1252"))
    assert (file.encoding, texts(file)[-1]) == ("cp1252", "déjà vu")


def test_a_file_that_turns_chinese_after_a_long_while_is_read_as_chinese(opened):
    file = opened(LONG_ASCII + "1,非常不好，再也不来了\n".encode("gb18030"))
    assert (file.encoding, texts(file)[-1]) == ("gb18030", "非常不好，再也不来了")


def test_a_file_that_turns_utf_8_after_a_long_while_is_read_as_utf_8(opened):
    file = opened(LONG_ASCII + "1,déjà vu 很好\n".encode())
    assert (file.encoding, texts(file)[-1]) == ("utf-8", "déjà vu 很好")


def test_a_bad_byte_refuses_its_row_and_column_and_no_other(opened):
    file = opened(b"score,text\n" + "5,很好\n".encode() * 20 + b"1,caf\xe9\n" + "4,还行\n".encode())
    found = list(file)
    assert found[20] == Refused(22, "text", "not_in_encoding", {"encoding": "utf-8"}, "1,caf")
    assert [row.number for row in found if isinstance(row, Row)] == [*range(2, 22), 23]


def test_a_bad_byte_far_behind_the_sample_is_found_all_the_same(opened):
    beginning = b"score,text\n" + "5,很好，下次还来\n".encode() * 40_000
    file = opened(beginning + b"1,\xff\xfe\n" + "4,还行\n".encode())
    refused = [found for found in file if isinstance(found, Refused)]
    assert [(one.number, one.column, one.code) for one in refused] == [(40_002, "text", "not_in_encoding")]


def test_bad_bytes_are_named_in_both_languages(opened):
    file = opened(b"score,text\n" + "5,很好\n".encode() * 20 + b"\xff1,x\n")
    refused = list(file)[-1]
    assert explain(refused) == (
        "row 22, column “score”: the text holds bytes that are not valid in the encoding utf-8"
    )
    assert explain(refused, "zh-Hans") == "第 22 行，“score”列：文本中有不符合编码 utf-8 的字节"


def test_half_a_letter_at_the_end_of_utf_16_refuses_the_last_row(opened):
    content = "score,text\n5,good\n4,fine\n".encode("utf-16-le")
    file = opened(b"\xff\xfe" + content + "3,cut".encode("utf-16-le")[:-1])
    assert [type(found).__name__ for found in file] == ["Row", "Row", "Refused"]


def test_an_encoding_that_is_asked_for_is_used(opened):
    file = opened("score,text\n5,服務非常好\n".encode("big5"), encoding="big5")
    assert (file.encoding, texts(file)) == ("big5", ["服務非常好"])


def test_the_wrong_encoding_asked_for_refuses_rows_rather_than_failing(opened):
    file = opened("score,text\n5,plain\n4,é\n".encode("cp1252"), encoding="utf-8")
    assert [type(found).__name__ for found in file] == ["Row", "Refused"]


@pytest.mark.parametrize("name", ["klingon", "zip", "rot13", "", "utf-8\0"])
def test_an_encoding_that_does_not_exist_is_refused(refusal_of, name):
    refused = refusal_of("score,text\n5,plain\n", encoding=name)
    assert refused.code == "no_such_encoding"


@pytest.mark.parametrize(
    ("sentence", "encoding"),
    [
        ("服務非常好，下次還會再來", "big5"),
        ("とても良かったです。また来ます", "shift_jis"),
    ],
)
def test_an_encoding_that_is_not_known_is_said_not_to_be(refusal_of, sentence, encoding):
    assert (
        refusal_of(f"{sentence},{sentence}\n{sentence},{sentence}\n".encode(encoding)).code
        == "unknown_encoding"
    )


def test_windows_letters_without_a_meaning_are_few_enough_to_be_refused_alone(opened):
    content = "score,text\n" + "5,déjà vu, élève, façade\n" * 30
    file = opened(
        content.replace(",", ";").replace(";déjà", ",déjà").replace("score;", "score,").encode("cp1252")
    )
    assert file.encoding == "cp1252"


def test_the_encoding_is_found_inside_gzip(kept):
    path = kept(gzip.compress("评分,text\n5,服务非常好\n".encode("gb18030")))
    file = open_file(path)
    assert (file.compressed, file.encoding, texts(file)) == (True, "gb18030", ["服务非常好"])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "gb18030"])
def test_json_lines_may_be_in_any_encoding(opened, encoding):
    file = opened('{"评分": 5, "text": "服务非常好"}\n{"评分": 1, "text": "太慢"}\n', written_in=encoding)
    assert (file.format, texts(file)) == ("jsonl", ["服务非常好", "太慢"])
