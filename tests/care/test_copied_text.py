"""Names in many scripts come out of a PDF letter for letter when they are copied, and nothing twice."""

from __future__ import annotations

import struct
import unicodedata
from io import BytesIO
from pathlib import Path

import pdfua
import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from dialdown.care.letters import keeping
from dialdown.care.paper import document as paper
from dialdown.care.paper import engine, gaps
from tests.access.households import client_of
from tests.care.copying import text_of
from tests.care.families import TODAY, Somebody, make

pytestmark = pytest.mark.django_db

# One name or two of each script that the fonts hold, with letters that are put together from several.
NAMES = {
    "Vietnamese": "Nguyễn Thị Hồng Đặng Ưng Ỹ", "Welsh": "Siân Ŵyn Ŷr", "Polish": "Łucja Żółć", "Turkish": "Işıl Öğüt", "Esperanto": "Ĉiuĵaŭde ĝi ŝi",
    "Romanian": "Ștefan Țepeș", "Pinyin": "Lǚ Yǔhàn Qīngzhǎo", "Yoruba": "Ẹniọlá Ìyáọlá", "Czech": "Dvořák Růžena", "Icelandic": "Þórður Ægir",
    "Russian": "Дмитрий Ёлкин", "Ukrainian": "Їжак Ґалаґан", "Greek": "Γιώργος Ευαγγελία ΐ", "Hindi": "अनुष्का क्षत्रिय", "Bengali": "বাংলা ক্ষ",
    "Gujarati": "ગુજરાતી ક્ષ", "Punjabi": "ਗੁਰਪ੍ਰੀਤ", "Tamil": "நிலா கௌரி", "Telugu": "తెలుగు క్ష", "Sinhala": "අනුෂ්ක", "Thai": "ธนพร ผู้",
    "Armenian": "Հայկ Արմեն", "Georgian": "ქეთი", "Amharic": "አማርኛ", "tones": "Ọ̀ṣun ọ́jọ́ ẹ́ ẹ̀", "Khmer": "សុខា ខ្មែរ រដ្ឋ", "Chinese": "李小龍", "Japanese": "さくら ガラ", "Korean": "김민지", "ligatures": "office fi ffl",
}  # fmt: skip

# Written from the right, word by word: the order of words on a line is that of the line.
FROM_THE_RIGHT = {
    "Arabic": "فاطمة الزهراء بنت شيخ يقين علاء الأمين", "Persian": "پروانه چگینی ژاله گلی کیان", "Urdu": "ٹیپو ڈاکٹر عائشہ ڑے",
    "Kurdish": "ڕێبوار ڵۆ ئەڤین", "Pashto": "ځوان څوک ټول ډېر ړنګ ښه ۍ", "Uyghur": "ئۇيغۇر ئېلى ۋە", "Hebrew": "שלום מרים",
}  # fmt: skip


def printed(words: str, *, actual: bool = True) -> str:
    made = paper.pdf(paper.Document("T", (paper.text(words),)), made_on=TODAY)
    return text_of(made.pdf, actual=actual)


@pytest.mark.parametrize("script", NAMES)
def test_a_name_is_copied_as_it_was_written(script: str) -> None:
    assert printed(NAMES[script]) == "T" + unicodedata.normalize("NFC", NAMES[script])


@pytest.mark.parametrize("script", FROM_THE_RIGHT)
def test_a_name_from_the_right_is_copied_as_it_was_written(script: str) -> None:
    """With its dots, and each letter once, also where a viewer passes over ActualText."""
    for word in FROM_THE_RIGHT[script].split():
        assert printed(word) == printed(word, actual=False) == "T" + unicodedata.normalize("NFC", word)


@pytest.mark.parametrize("word", ["ڀٽ", "سنڌي", "ڄام", "مُحَمَّد"])
def test_dots_and_vowel_signs_that_are_moved_are_copied_once(word: str) -> None:
    """Drawn one by one, so that their order is that of the line; whoever copies them turns it round."""
    assert sorted(printed(word)) == sorted("T" + unicodedata.normalize("NFC", word))


def drawn(pdf: bytes) -> list[tuple[str, bytes]]:
    """What is done on each page, but for what is said of it."""
    reader = PdfReader(BytesIO(pdf))
    return [
        (repr(given), operator)
        for page in reader.pages
        for given, operator in ContentStream(page.get_contents(), reader).operations
        if operator not in (b"BDC", b"BMC", b"EMC")
    ]


def test_what_is_said_of_a_mark_changes_nothing_that_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On every page of a document, with the same bytes again, and without a finding of the judge."""
    pages = paper.Document("T", tuple(paper.text(f"Ọ̀ṣun ẹ́ {n} ដ្ឋ ڀٽ") for n in range(120)))
    made = paper.pdf(pages, made_on=TODAY)
    assert made.pages > 2
    assert made.pdf == paper.pdf(pages, made_on=TODAY).pdf
    (tmp_path / "names.pdf").write_bytes(made.pdf)
    assert list(pdfua.validate(str(tmp_path / "names.pdf")).findings) == []
    monkeypatch.setattr(engine, "copied_once", lambda pdf: pdf)
    before = paper.pdf(pages, made_on=TODAY)
    assert drawn(before.pdf) == drawn(made.pdf)
    assert text_of(made.pdf).count("ẹ́") == 120
    assert text_of(before.pdf).count("ẹ́") == 240


def test_letters_of_one_word_come_from_one_face_so_that_they_join() -> None:
    """A Sindhi letter brings the whole text into the face that has it."""
    for words, face in (("فاطمة", "Vazirmatn"), ("فاطمة ڀٽ", "NotoSansArabic")):
        made = paper.pdf(paper.Document("T", (paper.text(words),)), made_on=TODAY)
        fonts = [
            str(font.get_object()["/BaseFont"])
            for font in PdfReader(BytesIO(made.pdf)).pages[0]["/Resources"]["/Font"].values()
        ]
        assert [font.split("+")[1].split("-")[0] for font in fonts if "Atkinson" not in font] == [face]


def letters_of(font: Path) -> set[int]:
    """The characters that a font has, as its table of segments tells (cmap format 4, OpenType 1.9)."""
    data, found = font.read_bytes(), set[int]()
    row = next(at for at in range(12, len(data), 16) if data[at : at + 4] == b"cmap")
    first = struct.unpack_from(">I", data, row + 8)[0]
    for place in range(struct.unpack_from(">H", data, first + 2)[0]):
        at = first + struct.unpack_from(">I", data, first + 8 + 8 * place)[0]
        if struct.unpack_from(">H", data, at)[0] == 4:
            size = struct.unpack_from(">H", data, at + 6)[0]
            ends, starts = (struct.unpack_from(f">{size // 2}H", data, at + skip) for skip in (14, 16 + size))
            found.update(
                code for start, end in zip(starts, ends, strict=True) for code in range(start, end + 1)
            )
    return found


def test_the_letters_that_the_arabic_face_lacks_are_those_of_the_file() -> None:
    """A newer file of the face, or a letter of Unicode that was passed over, is noticed here."""
    has = letters_of(engine.FONTS / "Vazirmatn_400Regular.ttf")
    blocks = (*range(0x600, 0x700), *range(0x750, 0x780), *range(0x870, 0x900))
    letters = [code for code in blocks if unicodedata.category(chr(code))[0] in "LM"]
    assert len(letters) > 250
    assert [
        f"{code:04x}" for code in letters if (code in has) == bool(engine.RARE_ARABIC.match(chr(code)))
    ] == []


def test_a_name_typed_in_parts_is_the_same_name() -> None:
    """As some keyboards send it: letter and accent apart."""
    assert printed(unicodedata.normalize("NFD", NAMES["Vietnamese"])) == "T" + NAMES["Vietnamese"]


def test_latin_letters_with_accents_are_one_glyph_each() -> None:
    """Where a viewer passes over ActualText (Firefox does), a letter of two glyphs would be copied twice."""
    letters = [
        chr(code)
        for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
        if len(unicodedata.normalize("NFD", chr(code))) > 1
    ]
    assert len(letters) > 300
    for place in range(0, len(letters), 40):
        words = "".join(letters[place : place + 40])
        made = paper.pdf(paper.Document("T", (paper.text(words),)), made_on=TODAY)
        assert text_of(made.pdf, actual=False) == "T" + words


@pytest.mark.parametrize(
    "name", ["ಕನ್ನಡ", "മലയാളം", "ଓଡ଼ିଆ", "မြန်မာ", "བོད་ཡིག", "\U00020bb7野家", "Robin \U0001fae8"]
)
def test_what_no_font_has_is_said_before_the_pdf_is_asked_for(name: str) -> None:
    found = engine.unprintable(f"To whom it may concern\n{name} can walk.")
    assert found
    assert found in name
    account, person = make(Somebody("kim", name, 20, "general", sent={"author": "Kim"}))
    draft = keeping.begin(viewer=account, person=person, kind="general")
    client = client_of(account)
    refused, left_out = (
        f"The PDF has no letters for “{found}”",
        f"The PDF cannot show “{found}”: emoji are left out.",
    )
    assert refused in client.get(f"/care/letters/{draft.pk}").content.decode()
    said = left_out if gaps.EMOJI.fullmatch(found) else refused
    assert said in client.get(f"/people/{person.pk}/one-page").content.decode()


def test_every_name_above_can_be_printed() -> None:
    assert [name for name in (*NAMES.values(), *FROM_THE_RIGHT.values()) if engine.unprintable(name)] == []
    account, person = make(Somebody("kim", NAMES["Hindi"], 3, "general", sent={"author": "Kim"}))
    draft = keeping.begin(viewer=account, person=person, kind="general")
    assert (
        "The PDF has no letters" not in client_of(account).get(f"/care/letters/{draft.pk}").content.decode()
    )
