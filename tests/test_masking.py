"""Personal details are taken out, and what everybody may read stays."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.masking import mask

PHONE = "[phone number removed]"
NAME = "[name removed]"
BORN = "[date of birth removed]"
MOST_SECONDS = 0.1


@pytest.mark.parametrize(
    "number",
    [
        "07700 900123",
        "07700900123",
        "07700-900-123",
        "07700.900.123",
        "077 00 90 01 23",
        "+44 7700 900123",
        "+447700900123",
        "+44 (0)7700 900123",
        "0044 7700 900123",
        "(01632) 960123",
        "01632 960 123",
        "01632960123",
        "020 7946 0958",
        "(020) 7946 0958",
        "+44 20 7946 0958",
        "+48 601 234 567",
        "+33 6 12 34 56 78",
        "oh seven seven double oh nine double oh one two three",
    ],
)
def test_a_telephone_number_is_masked(number: str) -> None:
    assert mask(f"ring {number} please") == f"ring {PHONE} please"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("call me on 960123", f"call me on {PHONE}"),
        ("my number is 960 1234", f"my number is {PHONE}"),
        ("mobile: 7700900123", "mobile: [number removed]"),
        ("it is 07700900123.", f"it is {PHONE}."),
    ],
)
def test_a_number_after_words_that_announce_it_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "call 999 now",
        "ring 111 or 101",
        "Childline is 0800 1111",
        "freephone 0808 157 0000",
        "I rang 0300 555 1234 for an hour",
        "0345 555 1234",
        "2018-2023",
        "2018–2023",
        "in 2018, 2019 and 2020",
        "2018 2019 2020 2021",
        "the 2026-29 strategy",
        "year 10",
        "area 3",
        "DSPL 7",
        "number 4",
        "10 areas",
        "areas 1 2 3 4 5 6 7 8 9 10",
        "£1200 a term",
        "£1,234,567 was spent",
        "it costs 12000 pounds",
        "he is 7 and she is 11",
        "ages 4 7 12",
        "24/7",
        "3/4 of the class",
        "from 9.30 to 2.15",
        "Y7 2nd term",
        "key stage 2",
        "1 in 4",
        "section 12.3.4",
    ],
)
def test_a_number_that_is_nobodys_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("sue.smith+x@example.co.uk", "[email address removed]"),
        ("write to a_b@example.org.", "write to [email address removed]."),
        ("sue at example dot com", "[email address removed]"),
        ("sue (at) example (dot) co (dot) uk", "[email address removed]"),
        ("I live at WD17 1AA", "I live at [postcode removed]"),
        ("sg1 2ab", "[postcode removed]"),
        ("AL13JE", "[postcode removed]"),
        ("943 476 5919", "[NHS number removed]"),
        ("9434765919", "[NHS number removed]"),
        ("943-476-5919", "[NHS number removed]"),
        ("943 476 5918", "[number removed]"),
        ("QQ 12 34 56 C", "[National Insurance number removed]"),
        ("ab123456d", "[National Insurance number removed]"),
        ("card 4111 1111 1111 1111", "card [number removed]"),
    ],
)
def test_other_marks_of_a_person_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("dob 3/4/15", f"dob {BORN}"),
        ("DOB: 03-04-2015", f"DOB: {BORN}"),
        ("D.O.B. 03.04.15", f"D.O.B. {BORN}"),
        ("dob 030415", f"dob {BORN}"),
        ("dob 3 4 15", f"dob {BORN}"),
        ("date of birth is 3rd April 2015", f"date of birth is {BORN}"),
        ("born 3rd of May 2014", f"born {BORN}"),
        ("born on the 3rd of May 2014", f"born on the {BORN}"),
        ("he was born on May 3rd, 2014", f"he was born on {BORN}"),
        ("born in May 2014", f"born in {BORN}"),
        ("her birthday's the 3rd of May", f"her birthday's the {BORN}"),
        ("12/03/2015", "[date removed]"),
        ("3 May 2014", "[date removed]"),
        ("2014-05-03", "[date removed]"),
        ("born in 2014", "born in 2014"),
        ("born deaf", "born deaf"),
        ("in May", "in May"),
        ("since September 2020", "since September 2020"),
    ],
)
def test_dates_of_birth_are_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("my son Jack Smith hates school", f"my son {NAME} hates school"),
        ("my son, Jack, is 7", f"my son, {NAME}, is 7"),
        ("my eldest daughter Ellie-May O’Brien", f"my eldest daughter {NAME}"),
        ("our twins Jack and Ellie are deaf", f"our twins {NAME} are deaf"),
        ("my son Łukasz", f"my son {NAME}"),
        ("my stepson Jack", f"my stepson {NAME}"),
        ("his name is jack smith and he is 7", f"his name is {NAME} and he is 7"),
        ("my name's Sue", f"my name's {NAME}"),
        ("my son's name is Jack", f"my son's name is {NAME}"),
        ("my daughter is called ellie", f"my daughter is called {NAME}"),
        ("a boy called Jack", f"a boy called {NAME}"),
        ("she's called Ellie now", f"she's called {NAME} now"),
        ("Jack is my son", f"{NAME} is my son"),
        ("Jack, my grandson, is six", f"{NAME}, my grandson, is six"),
        ("I am Sarah Jones and I foster", f"I am {NAME} and I foster"),
        ("hi, I'm Sue", f"hi, I'm {NAME}"),
        ("this is Sue Smith", f"this is {NAME}"),
        ("Mrs Patel said no", f"Mrs {NAME} said no"),
        ("Mr. O'Brien", f"Mr. {NAME}"),
        ("dr khan", f"dr {NAME}"),
        ("his teacher Jane Smith", f"his teacher {NAME}"),
        ("social worker is Jane Smith", f"social worker is {NAME}"),
        ("Kind regards, Sue Smith", f"Kind regards, {NAME}"),
        ("thanks Sue", f"thanks {NAME}"),
    ],
)
def test_a_name_that_is_announced_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "my son Has Autism",
        "My Son Has Autism And ADHD",
        "my son EHCP",
        "my daughter Needs help",
        "I'm Autistic",
        "I am Deaf",
        "I'm Polish",
        "it is called alternative provision",
        "he is called stupid at school",
        "my name is on the list",
        "what is the name of the plan",
        "I miss school",
        "dr said no",
        "the doctor wont refer us",
        "St Mary's School",
        "my son goes to The Collett School",
        "we come from London, my son needs a place",
        "thanks",
        "Thank you",
        "Regards",
        "is Speech and Language in it",
        "Delivering Special Provision Locally",
        "Special Educational Needs",
        "my child Autism",
        "Bishop's Stortford",
    ],
)
def test_what_is_no_name_stays(text: str) -> None:
    assert mask(text) == text


def test_several_details_are_all_masked() -> None:
    text = "I'm Sue Smith, AL1 3JE, 07700 900123, my son Jack, dob 3/4/15, NHS 943 476 5919"
    assert mask(text) == (
        f"I'm {NAME}, [postcode removed], {PHONE}, my son {NAME}, dob {BORN},"
        " NHS [NHS number removed]"
    )


_PIECES = st.sampled_from(
    (
        "my son|Jack|Smith|name is|I'm|Mrs|Dr.|regards,|and|, my son|called|teacher|"
        "07700|900123|+44|(0)|01632|3/4/15|born|dob|May|2014|1st|call me on|number|2345|"
        "6|-|.|@|a@b.co|at|dot com|AL1|3JE|AB|12 34 56|C|oh seven|double|999|£|/|(|"
        "removed]|[name removed]|[|’s|'"
    ).split("|")
)
_TEXTS = (
    st.lists(_PIECES, max_size=14).map("".join)
    | st.lists(_PIECES, max_size=14).map(" ".join)
    | st.text(max_size=80)
)


@given(_TEXTS)
def test_masking_a_masked_text_changes_nothing(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(st.text(max_size=20), st.from_regex(r"07\d{3} ?\d{6}", fullmatch=True), st.text(max_size=20))
def test_a_mobile_number_never_comes_through(before: str, number: str, after: str) -> None:
    assert number not in mask(f"{before} {number} {after}")


@given(st.from_regex(r"[a-z]{1,8}\.?[a-z]{1,8}@[a-z]{2,8}\.(com|co\.uk|org)", fullmatch=True))
def test_an_email_address_never_comes_through(address: str) -> None:
    assert mask(f"write to {address} please") == "write to [email address removed] please"


@given(st.integers(0, 999_999_999))
def test_an_nhs_number_is_known_by_its_check_digit(start: int) -> None:
    digits = f"{start:09d}"
    check = -sum(w * int(d) for w, d in zip(range(10, 1, -1), digits, strict=True)) % 11
    if check < 10 and not digits.startswith("0"):
        assert mask(f"it is {digits}{check}") == "it is [NHS number removed]"


@given(st.text(alphabet="abcdefghij ,.?!", max_size=100))
def test_small_letters_without_announcement_stay(text: str) -> None:
    assert mask(text) == text


HOSTILE = """a|a.|a@|a@a.|1|1 |01/|(0|+4|A|Aa |I'm A |my son A|born |my name is |call me |oh |AB12
|x at |dot |' |Mr |é|Jack and |-|my son called |1st of May |regards |[|٣| """.split("|")


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_text_takes_no_time(piece: str) -> None:
    text = (piece * 1000)[:1000]
    start = time.thread_time()
    mask(text)
    assert time.thread_time() - start < MOST_SECONDS


def test_the_time_grows_no_faster_than_the_text() -> None:
    def seconds(length: int) -> float:
        text = ("my son Jack, 07700 900123, a.b@c.de, born 1/2/14 " * length)[: length * 50]
        start = time.thread_time()
        mask(text)
        return time.thread_time() - start

    seconds(20)
    assert seconds(400) < 200 * max(seconds(20), 1e-4)
