"""The language of a note: told when there are letters enough, blank otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.calc.sense import LANGUAGES, languages

SAID = {
    "en": "The export to PDF fails every time I try it on my phone.",
    "fr": "L'export en PDF ne fonctionne pas depuis la dernière mise à jour.",
    "de": "Der Export als PDF funktioniert seit dem letzten Update nicht mehr.",
    "es": "La exportación a PDF no funciona desde la última actualización.",
    "it": "L'esportazione in PDF non funziona più dopo l'ultimo aggiornamento.",
    "pt": "A exportação para PDF não funciona desde a última atualização.",
    "nl": "Het exporteren naar pdf werkt niet meer sinds de laatste update.",
    "pl": "Eksport do pliku PDF nie działa od ostatniej aktualizacji.",
    "ru": "Экспорт в PDF не работает после последнего обновления.",
    "tr": "Son güncellemeden beri PDF olarak dışa aktarma çalışmıyor.",
    "ar": "لا يعمل التصدير إلى ملف منذ التحديث الأخير للتطبيق.",
    "ja": "最新のアップデート以降、ファイルの書き出しができません。",
    "ko": "최신 업데이트 이후로 파일 내보내기가 작동하지 않습니다.",
    "zh": "自从上次更新以来，文件导出功能一直无法正常工作。",
    "th": "การส่งออกไฟล์ไม่ทำงานตั้งแต่การอัปเดตล่าสุด",
    "sv": "Exporten till PDF fungerar inte längre sedan den senaste uppdateringen.",
}


@pytest.mark.parametrize("language", SAID)
def test_a_sentence_is_recognised(language: str) -> None:
    assert languages([SAID[language]])[0][0] == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "super!",
        "12.345.678 %%%",
        "👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍",
        "https://example.com/ein/langer/weg/zu/einer/seite",
    ],
)
def test_too_few_letters_are_not_judged(text: str) -> None:
    assert languages([text])[0][0] == ""


def test_addresses_and_handles_have_no_say() -> None:
    text = "@support https://example.com/help/how-do-i-export Der Export geht nicht mehr, bitte helfen Sie mir #thanks"
    assert languages([text])[0][0] == "de"


@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_gets_a_known_language_or_none(texts: list[str]) -> None:
    found = languages(texts)
    assert len(found) == len(texts)
    for language, share in found:
        assert language in {"", *LANGUAGES}
        assert 0 <= share <= 1.0001
