"""Full text search over what was said and noted in cases."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.engine import Connection

MOST_WORDS = 12
_SQLITE = sa.text(
    "SELECT case_text.id, case_text.case_id FROM"
    " (SELECT rowid FROM case_text_words WHERE case_text_words MATCH :q"
    " ORDER BY rowid DESC LIMIT :n) AS found"
    " JOIN case_text ON case_text.id = found.rowid ORDER BY case_text.id DESC"
)
_POSTGRESQL = sa.text(
    "SELECT id, case_id FROM case_text WHERE words @@ plainto_tsquery('english', :q)"
    " ORDER BY id DESC LIMIT :n"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def words_of(text: str) -> list[str]:
    """Give the words to search for: letters and digits alone, so that none is an operator."""
    return _WORD.findall(text)[:MOST_WORDS]


def newest_with(connection: Connection, words: list[str], most: int) -> list[tuple[int, int]]:
    """List the newest texts that have all the words, in any form: id of the text, of its case.

    The words are those of `words_of`; without any, nothing is found. Endings do not matter:
    "schools" finds "school". Words that every text has ("the") do not count in PostgreSQL.
    """
    if not words:
        return []
    if connection.dialect.name == "sqlite":
        # In quotes a word is a string to FTS5, and neither AND, NOT, NEAR nor a column.
        query, wanted = _SQLITE, " ".join(f'"{word}"' for word in words)
    else:
        query, wanted = _POSTGRESQL, " ".join(words)
    return [(row.id, row.case_id) for row in connection.execute(query, {"q": wanted, "n": most})]
